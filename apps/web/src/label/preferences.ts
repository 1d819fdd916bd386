"use client";
import { DEFAULT_KEYS, KEY_NAMES, keyText, mayBeKey, type KeyName, type LabelKeys } from "@rlhf/ui";
import { useSyncExternalStore } from "react";

/** How a person likes to label. `bareKeys` off: only keys with Ctrl or ⌘ act (WCAG 2.1.4). */
export type Preferences = {
  submitOn: "choice" | "enter";
  bareKeys: boolean;
  view: "formatted" | "written";
  syncScroll: boolean;
  guidelines: boolean;
  keys: LabelKeys;
};
const DEFAULTS: Preferences = {
  submitOn: "choice",
  bareKeys: true,
  view: "formatted",
  syncScroll: true,
  guidelines: false,
  keys: DEFAULT_KEYS,
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
    const found = JSON.parse(text ?? "{}") as Partial<Record<keyof Preferences, unknown>>;
    const flag = (name: "bareKeys" | "syncScroll" | "guidelines") => {
      const value = found[name];
      return typeof value === "boolean" ? value : DEFAULTS[name];
    };
    return {
      submitOn: found.submitOn === "enter" ? "enter" : "choice",
      view: found.view === "written" ? "written" : "formatted",
      bareKeys: flag("bareKeys"),
      syncScroll: flag("syncScroll"),
      guidelines: flag("guidelines"),
      keys: parseKeys(found.keys),
    };
  } catch {
    return DEFAULTS; // not written by us; the next change overwrites it
  }
}

/** All keys or none: with a key twice, an action could not be reached by hand. */
function parseKeys(found: unknown): LabelKeys {
  const asked = typeof found === "object" && found !== null ? Object.entries(found) : [];
  const keys = { ...DEFAULT_KEYS };
  for (const name of KEY_NAMES) {
    const key: unknown = asked.find(([one]) => one === name)?.[1];
    if (typeof key === "string" && mayBeKey(key)) keys[name] = key;
  }
  return new Set(Object.values(keys)).size === KEY_NAMES.length ? keys : DEFAULT_KEYS;
}

/** The key that is printed beside an action; none while single keys are off. */
export const keyHint =
  ({ bareKeys, keys }: Preferences) =>
  (name: KeyName): string | undefined =>
    bareKeys ? keyText(keys[name]) : undefined;

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
