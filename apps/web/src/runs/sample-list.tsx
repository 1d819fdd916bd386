"use client";
import { count, Empty, Failure, Skeleton } from "@rlhf/ui";
import { useMemo, useState, type ReactNode } from "react";
import { useKeys } from "../shell/use-keys";
import { heatRange, type Quantity } from "./heat-tokens";
import { SampleControls } from "./sample-controls";
import { SampleEntry } from "./sample-entry";
import type { ChosenStep } from "./use-chosen-step";
import { useSamples, useTokensOf, type Sample } from "./use-samples";

type Frame = (parts: { title: string; note: string; children: ReactNode }) => ReactNode;
type Props = {
  runId: string;
  beat: number;
  chosen: ChosenStep;
  shown: number;
  /** Over the whole width: with a second checkpoint beside the chosen one, where one is wanted. */
  beside?: { step: number | null; onChange(step: number | null): void };
  frame: Frame;
};

/** The same prompts at the checkpoint nearest to the chosen step, each answer as a heat map of its tokens. */
export function SampleList({ runId, beat, chosen, shown, beside, frame }: Props) {
  const [quantity, setQuantity] = useState<Quantity>("Log-ratio");
  const { steps, step, rows, error } = useSamples(runId, { wanted: chosen.step, beat });
  const second = useSamples(runId, { wanted: beside?.step ?? chosen.step, beat });
  const visible = useMemo(() => rows?.slice(0, shown) ?? [], [rows, shown]);
  const isSideBySide = typeof beside?.step === "number";
  const others = useMemo(() => (isSideBySide ? (second.rows ?? []) : []), [isSideBySide, second.rows]);
  const asked = useMemo(() => [...visible, ...others.slice(0, shown)], [visible, others, shown]);
  const tokens = useTokensOf(asked);
  const limit = useMemo(() => heatRange(tokens, quantity), [tokens, quantity]);
  useStepKeys(steps, step, chosen.hover);
  const missing = missingWords({ error, pending: !rows, none: steps.length === 0 || step === null });
  if (missing || step === null) return frame({ title: "Samples", note: "", children: missing });
  const entry = (sample: Sample, at?: number | null) => (
    <SampleEntry
      key={`${sample.promptId}${sample.sampleIndex} ${at}`}
      sample={sample}
      tokens={tokens.get(sample.generationId)}
      quantity={quantity}
      limit={limit}
      step={at}
    />
  );
  const partnerOf = (sample: Sample) =>
    others.find((other) => other.promptId === sample.promptId && other.sampleIndex === sample.sampleIndex);
  const children = (
    <>
      <SampleControls {...{ steps, step, quantity, limit, beside }} onQuantity={setQuantity} onStep={chosen.hover} />
      <div className={beside ? "sample-columns" : undefined}>
        {visible.map((sample) => {
          const partner = partnerOf(sample);
          return partner ? [entry(partner, second.step), entry(sample, step)] : entry(sample);
        })}
      </div>
    </>
  );
  const note = `${visible.length} of ${rows?.length} probe prompts`;
  return frame({ title: `Samples at step ${count(step)}`, note, children });
}

/** What stands in the place of samples that are not there. */
function missingWords({ error, pending, none }: { error: string | null; pending: boolean; none: boolean }): ReactNode {
  if (error) return <Failure title="The samples could not be read" detail={error} />;
  if (pending) return <Skeleton lines={10} height={20} />;
  if (!none) return null;
  return (
    <Empty title="No samples yet">At each checkpoint the run answers the same prompts; the answers appear here.</Empty>
  );
}

/** Comma and full stop go to the checkpoint before and after. */
function useStepKeys(steps: readonly number[], step: number | null, go: (step: number) => void): void {
  const at = step === null ? -1 : steps.indexOf(step);
  const to = (i: number) => () => {
    const next = steps[i];
    if (next !== undefined) go(next);
  };
  useKeys({ ",": to(at - 1), ".": to(at + 1) });
}
