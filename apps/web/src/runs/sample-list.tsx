"use client";
import { count, Empty, Failure, HeatScale, Segmented, Skeleton, StepSlider } from "@rlhf/ui";
import { useMemo, useState, type ReactNode } from "react";
import { useKeys } from "../shell/use-keys";
import { heatRange, QUANTITIES, type Quantity } from "./heat-tokens";
import { SampleEntry } from "./sample-entry";
import type { ChosenStep } from "./use-chosen-step";
import { useSamples, useTokensOf } from "./use-samples";

type Frame = (parts: { title: string; note: string; children: ReactNode }) => ReactNode;
type Props = { runId: string; beat: number; chosen: ChosenStep; shown: number; wide?: boolean; frame: Frame };

/** The same prompts at the checkpoint nearest to the chosen step, each answer as a heat map of its tokens. */
export function SampleList({ runId, beat, chosen, shown, wide = false, frame }: Props) {
  const [quantity, setQuantity] = useState<Quantity>("Log-ratio");
  const { steps, step, rows, error } = useSamples(runId, { wanted: chosen.step, beat });
  const visible = useMemo(() => rows?.slice(0, shown) ?? [], [rows, shown]);
  const tokens = useTokensOf(visible);
  const range = useMemo(() => heatRange(tokens, quantity), [tokens, quantity]);
  useStepKeys(steps, step, chosen.hover);
  if (error)
    return frame({
      title: "Samples",
      note: "",
      children: <Failure title="The samples could not be read" detail={error} />,
    });
  if (!rows) return frame({ title: "Samples", note: "", children: <Skeleton lines={10} height={20} /> });
  if (step === null)
    return frame({
      title: "Samples",
      note: "",
      children: (
        <Empty title="No samples yet">
          At each checkpoint the run answers the same prompts; the answers appear here.
        </Empty>
      ),
    });
  const { unit } = QUANTITIES.find((one) => one.name === quantity) ?? { unit: "" };
  const children = (
    <>
      <div className="col gap-3 px-4 pb-3">
        <StepSlider label="Checkpoint" steps={steps} value={step} onChange={chosen.hover} />
        <Segmented<Quantity>
          label="Quantity"
          value={quantity}
          onChange={setQuantity}
          options={QUANTITIES.map(({ name }) => ({ value: name, text: name }))}
        />
        <HeatScale limit={range} unit={unit} middle={quantity === "Log-ratio" ? "0 · same as reference" : "0"} />
      </div>
      <div className={wide ? "sample-columns" : undefined}>
        {visible.map((sample) => (
          <SampleEntry
            key={`${sample.promptId}${sample.sampleIndex}`}
            sample={sample}
            tokens={tokens.get(sample.generationId)}
            quantity={quantity}
            limit={range}
          />
        ))}
      </div>
    </>
  );
  const note = `${visible.length} of ${rows.length} probe prompts`;
  return frame({ title: `Samples at step ${count(step)}`, note, children });
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
