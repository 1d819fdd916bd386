"use client";
import { Search, Toggle } from "@rlhf/ui";
import { useEffect, useState } from "react";
import type { Predicate } from "./answer-predicate";

const PAUSE_MS = 300; // a request per pause in typing, not per letter

type Props = {
  search: string;
  onSearch(text: string): void;
  predicate: Predicate;
  onPredicate(predicate: Predicate): void;
  wrong: string | null;
};

/** Words that prompt or answers must contain, and a predicate that is counted for each policy. */
export function SampleFilter({ search, onSearch, predicate, onPredicate, wrong }: Props) {
  const [typed, setTyped] = useState(search);
  useEffect(() => {
    const timer = setTimeout(() => onSearch(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, onSearch]);
  return (
    <div className="row flex-wrap px-4 pb-3">
      <label className="row t13 grow">
        <Search className="i i3" aria-hidden />
        <span className="sr">Words in prompts or answers</span>
        <input
          className="input min-w-40"
          type="search"
          placeholder="Words in prompts or answers"
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
      </label>
      <label className="row t13 grow">
        <span className="sr">Count answers that match</span>
        <input
          className="input min-w-40"
          type="search"
          placeholder={predicate.regex ? "Count answers that match, as ^sorry\\b" : "Count answers that contain"}
          value={predicate.text}
          aria-invalid={wrong !== null}
          aria-describedby="predicate-wrong"
          onChange={(e) => onPredicate({ ...predicate, text: e.target.value })}
        />
      </label>
      <Toggle
        label="Regular expression"
        on={predicate.regex}
        onChange={(regex) => onPredicate({ ...predicate, regex })}
      />
      <span id="predicate-wrong" className="t12 text-fail w-full" role="alert">
        {wrong}
      </span>
    </div>
  );
}
