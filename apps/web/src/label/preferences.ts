"use client";
import { useSyncExternalStore } from "react";

/** How a person likes to label. `bareKeys` off: only keys with Ctrl or ⌘ act (WCAG 2.1.4). */
export type Preferences = {
  submitOn: "choice" | "enter";
  bareKeys: boolean;
  view: "formatted" | "written";
  syncScroll: boolean;
  guidelines: boolean;
};
const DEFAULTS: Preferences = {
  submitOn: "choice",
  bareKeys: true,
  view: "formatted",
  syncScroll: true,
  guidelines: false,
};
const KEY = "label-preferences";
const CHANGED = "label-preferences-changed";

let cached: { text: string | null; value: Preferences } = { text: null, value: DEFAULTS };

function read(): Preferences {
  const text = localStorage.getItem(KEY);
  if (text !== cached.text) cached = { text, value: parse(text) };
  return cached.value;
}

function parse(text: string | null): Preferences {
  try {
    return { ...DEFAULTS, ...(JSON.parse(text ?? "{}") as Partial<Preferences>) };
  } catch {
    return DEFAULTS; // not written by us; the next change overwrites it
  }
}

function subscribe(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  addEventListener("storage", listener);
  return () => {
    removeEventListener(CHANGED, listener);
    removeEventListener("storage", listener);
  };
}

/** The preferences of this browser, and a way to change some of them. */
export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  const value = useSyncExternalStore(subscribe, read, () => DEFAULTS);
  return [value, change];
}

function change(some: Partial<Preferences>): void {
  localStorage.setItem(KEY, JSON.stringify({ ...read(), ...some }));
  dispatchEvent(new Event(CHANGED));
}
