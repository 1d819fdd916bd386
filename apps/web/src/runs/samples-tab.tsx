"use client";
import { Card } from "@rlhf/ui";
import { useAddress } from "../shell/use-address";
import type { RunDetail } from "./run-detail";
import { SampleList } from "./sample-list";
import { useChosenStep } from "./use-chosen-step";

const SHOWN = 24;

/** The same prompts at every checkpoint, over the whole width. */
export function SamplesTab({ run, beat }: { run: RunDetail; beat: number }) {
  const chosen = useChosenStep();
  const [search, change] = useAddress();
  const asked = Number(search.get("beside") ?? NaN);
  const beside = {
    step: Number.isInteger(asked) ? asked : null,
    onChange: (step: number | null) => change({ beside: step === null ? null : String(step) }),
  };
  return (
    <SampleList
      runId={run.summary.id}
      beat={beat}
      chosen={chosen}
      shown={SHOWN}
      beside={beside}
      frame={({ title, note, children }) => (
        <Card label="Samples" title={title} note={note}>
          {children}
        </Card>
      )}
    />
  );
}
