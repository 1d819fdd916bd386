"use client";
import { Card } from "@rlhf/ui";
import Link from "next/link";
import type { RunDetail } from "./run-detail";
import { SampleList } from "./sample-list";
import type { ChosenStep } from "./use-chosen-step";

const SHOWN = 4;

/** A few samples at the step of the crosshair, beside the curves. */
export function SamplesPanel({ run, beat, chosen }: { run: RunDetail; beat: number; chosen: ChosenStep }) {
  return (
    <SampleList
      runId={run.summary.id}
      beat={beat}
      chosen={chosen}
      shown={SHOWN}
      frame={({ title, note, children }) => (
        <Card
          label="Samples"
          title={title}
          note={note}
          footer={
            <Link className="btn quiet xs -ml-2" href="?tab=samples" replace scroll={false}>
              All samples
            </Link>
          }
        >
          {children}
        </Card>
      )}
    />
  );
}
