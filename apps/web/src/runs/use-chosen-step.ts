"use client";
import { useCallback, useRef, useState } from "react";
import { useAddress } from "../shell/use-address";

const SETTLED_MS = 250; // the address follows when the crosshair rests

/** The step that the crosshair stands on; null = the newest. It stays where the pointer left it, and in the address. */
export function useChosenStep() {
  const [search, change] = useAddress();
  const written = Number(search.get("step") ?? NaN);
  const [step, setStep] = useState<number | null>(Number.isInteger(written) ? written : null);
  const timer = useRef(0);
  const hover = useCallback(
    (next: number | null) => {
      setStep(next);
      clearTimeout(timer.current);
      timer.current = window.setTimeout(() => change({ step: next === null ? null : String(next) }), SETTLED_MS);
    },
    [change],
  );
  return { step, hover };
}
export type ChosenStep = ReturnType<typeof useChosenStep>;
