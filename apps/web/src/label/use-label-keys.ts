"use client";
import { labelAction, type Choice, type LabelAction, type LabelKeys } from "@rlhf/ui";
import { useEffect, useRef } from "react";

type Context = {
  keys: LabelKeys;
  bareKeys: boolean;
  asking: boolean;
  current: Choice | null;
  act(action: LabelAction): void;
};

/** Hands each key that means something to `act`; keys in text fields and open dialogs are left alone. */
export function useLabelKeys(context: Context): void {
  const latest = useRef(context);
  useEffect(() => {
    latest.current = context;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { act, ...at } = latest.current;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.repeat || target?.closest("[role=dialog], [role=menu]")) return;
      const inText = target?.matches("textarea, select, input:not([type=radio]):not([type=checkbox])") ?? false;
      const onButton =
        event.key === "Enter" && !event.ctrlKey && !event.metaKey && target?.matches("button, a, summary");
      const action = onButton ? null : labelAction(event, { ...at, inText });
      if (!action) return;
      event.preventDefault();
      act(action);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
