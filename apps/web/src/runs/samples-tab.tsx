"use client";
import { Card } from "@rlhf/ui";
import type { RunDetail } from "./run-detail";
import { SampleList } from "./sample-list";
import { useChosenStep } from "./use-chosen-step";

const SHOWN = 24;

/** The same prompts at every checkpoint, over the whole width. */
export function SamplesTab({ run, beat }: { run: RunDetail; beat: number }) {
  const chosen = useChosenStep();
  return (
    <SampleList
      runId={run.summary.id}
      beat={beat}
      chosen={chosen}
      shown={SHOWN}
      wide
      frame={({ title, note, children }) => (
        <Card label="Samples" title={title} note={note}>
          {children}
        </Card>
      )}
    />
  );
}
