"use client";
import { useEffect, useRef } from "react";
import { usePreferences } from "../label/preferences";
import { announceKeys } from "./announce-keys";

const AFTER_G_MS = 1_000; // then the letter is the shell's: it goes to a page

/** Bare keys of a page, by `event.key`; they sleep while one types, in a dialog, and where bare keys are switched off. */
export function useKeys(keys: Readonly<Record<string, (() => void) | undefined>>): void {
  const [{ bareKeys }] = usePreferences();
  const now = useRef(keys);
  useEffect(() => {
    now.current = keys;
  });
  const acting = bareKeys
    ? Object.keys(keys)
        .filter((key) => keys[key])
        .join(" ")
    : "";
  useEffect(() => announceKeys(acting), [acting]);
  useEffect(() => {
    if (!bareKeys) return;
    let afterG = 0;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      const busy = target?.matches("input:not([type=radio], [type=checkbox]), textarea, select");
      if (busy || target?.closest("[role=dialog], [role=menu]")) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = now.current[event.key];
      if (act && Date.now() - afterG > AFTER_G_MS) {
        event.preventDefault();
        act();
      }
      afterG = event.key === "g" ? Date.now() : 0;
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [bareKeys]);
}
