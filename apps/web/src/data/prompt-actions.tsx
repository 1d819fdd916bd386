"use client";
import { Button, count } from "@rlhf/ui";
import { useState, type FormEvent } from "react";
import { SPLIT_OPTIONS } from "./address";
import { usePromptChange } from "./use-prompt-change";

/** What can be done with the ticked prompts: a tag more or less, another split. */
export function PromptActions({ chosen, onDone }: { chosen: ReadonlySet<string>; onDone(): void }) {
  const { apply, busy, error, said } = usePromptChange(chosen);
  const [tag, setTag] = useState("");
  const name = tag.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name) apply({ addTags: [name] });
  };
  const move = (value: string) => {
    const split = SPLIT_OPTIONS.find((one) => one.value === value)?.value;
    if (split) apply({ split });
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
      <Button type="submit" size="sm" disabled={!name || busy}>
        Add tag
      </Button>
      <Button size="sm" disabled={!name || busy} onClick={() => apply({ removeTags: [name] })}>
        Remove tag
      </Button>
      <label className="row t13">
        <span className="i3">Move to</span>
        <select className="input w-auto" value="" disabled={busy} onChange={(e) => move(e.target.value)}>
          <option value="">split …</option>
          {SPLIT_OPTIONS.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <span className={error ? "t12 text-fail" : "t12 i3"} role="status">
        {error ?? said}
      </span>
      <Button size="sm" tone="quiet" className="end" onClick={onDone}>
        Untick all
      </Button>
    </form>
  );
}
