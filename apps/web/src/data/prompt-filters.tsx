"use client";
import type { RouterOutputs } from "@rlhf/api";
import { Search } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { useTRPC } from "../trpc";
import { SPLIT_OPTIONS, withValues, type PromptView } from "./address";

type PromptSet = RouterOutputs["data"]["promptSets"]["promptSets"][number];
type Props = { sets: readonly PromptSet[]; set: PromptSet; view: PromptView };
const TYPING_MS = 300;

/** Set, split, tag and a part of the text; each change is an address. */
export function PromptFilters({ sets, set, view }: Props) {
  const trpc = useTRPC();
  const router = useRouter();
  const search = useSearchParams();
  const tags = useQuery(trpc.data.tags.queryOptions({ promptSetId: set.id }));
  const go = (name: string) => (value: string) => router.replace(withValues(search, { [name]: value }));
  const splits = SPLIT_OPTIONS.map(({ value }) => ({ value, text: `${value} (${set.splits[value]})` }));
  const tagged = (tags.data?.tags ?? []).map(({ tag, prompts }) => ({ value: tag, text: `${tag} (${prompts})` }));
  return (
    <div className="filters">
      <TextFilter value={view.search ?? ""} onChange={go("text")} />
      <Choice
        label="Set"
        value={set.id}
        options={sets.map(({ id, name }) => ({ value: id, text: name }))}
        onChange={(id) => router.replace(withValues(search, { set: id, tag: null }))}
      />
      <Choice label="Split" value={view.split ?? ""} options={[ANY, ...splits]} onChange={go("split")} />
      <Choice label="Tag" value={view.tag ?? ""} options={[ANY, ...tagged]} onChange={go("tag")} />
    </div>
  );
}

const ANY = { value: "", text: "any" };

function Choice(props: {
  label: string;
  value: string;
  options: readonly { value: string; text: string }[];
  onChange(value: string): void;
}) {
  return (
    <label className="row t13">
      <span className="i3">{props.label}</span>
      <select className="input w-auto" value={props.value} onChange={(e) => props.onChange(e.target.value)}>
        {props.options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Follows the address, except where the address says what was typed here a moment ago. */
function TextFilter({ value, onChange }: { value: string; onChange(value: string): void }) {
  const [text, setText] = useState(value);
  const [sent, setSent] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    if (value !== sent) {
      setSent(value);
      setText(value);
    }
  }
  useEffect(() => {
    if (text === sent) return;
    const timer = setTimeout(() => {
      setSent(text);
      onChange(text);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, sent, onChange]);
  return (
    <label className="row search-box">
      <Search className="i" aria-hidden />
      <input
        type="search"
        className="input"
        placeholder="Part of the text"
        aria-label="Part of the text"
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
    </label>
  );
}
