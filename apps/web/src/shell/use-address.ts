"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

type Changes = Readonly<Record<string, string | null>>;

/** What stands behind the question mark, and a way to change it that leaves no trace in the history; null takes a part out. */
export function useAddress(): [URLSearchParams, (changes: Changes) => void] {
  const path = usePathname();
  const search = useSearchParams();
  const change = useCallback(
    (changes: Changes) => {
      const next = new URLSearchParams(location.search); // what stands there now: two changes may come at once
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      history.replaceState(null, "", text ? `${path}?${text}` : path);
    },
    [path],
  );
  return [search, change];
}
