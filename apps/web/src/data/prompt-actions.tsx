"use client";
import { Button, count } from "@rlhf/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { SPLIT_OPTIONS, type Split } from "./address";

const MOST = 1_000; // of one call

/** What can be done with the ticked prompts: a tag more or less, another split. */
export function PromptActions({ chosen, onDone }: { chosen: ReadonlySet<string>; onDone(): void }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [tag, setTag] = useState("");
  const [said, setSaid] = useState("");
  const change = useMutation(
    trpc.data.changePrompts.mutationOptions({
      onSuccess: async ({ changed }) => {
        setSaid(`${count(changed)} prompts changed`);
        await queries.invalidateQueries({ queryKey: trpc.data.pathKey() });
      },
    }),
  );
  const promptIds = [...chosen].slice(0, MOST);
  const apply = (what: { addTags?: string[]; removeTags?: string[]; split?: Split }) => {
    change.mutate({ projectId, promptIds, ...what });
  };
  const name = tag.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name) apply({ addTags: [name] });
  };
  return (
    <form className="filters chosen-bar" onSubmit={submit} aria-label="Change the ticked prompts">
      <b className="b6">{count(chosen.size)} ticked</b>
      <input
        className="input w-36"
        aria-label="Tag"
        placeholder="tag"
        maxLength={100}
        value={tag}
        onChange={(e) => setTag(e.target.value)}
      />
      <Button type="submit" size="sm" disabled={!name || change.isPending}>
        Add tag
      </Button>
      <Button size="sm" disabled={!name || change.isPending} onClick={() => apply({ removeTags: [name] })}>
        Remove tag
      </Button>
      <label className="row t13">
        <span className="i3">Move to</span>
        <select
          className="input w-auto"
          value=""
          disabled={change.isPending}
          onChange={(e) => {
            const split = SPLIT_OPTIONS.find(({ value }) => value === e.target.value)?.value;
            if (split) apply({ split });
          }}
        >
          <option value="">split …</option>
          {SPLIT_OPTIONS.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <span className={change.error ? "t12 text-fail" : "t12 i3"} role="status">
        {change.error?.message ?? said}
      </span>
      <Button size="sm" tone="quiet" className="end" onClick={onDone}>
        Untick all
      </Button>
    </form>
  );
}
