"use client";
import type { RouterOutputs } from "@rlhf/api";
import {
  Card,
  count,
  Empty,
  Failure,
  figure,
  HeatScale,
  heatLimit,
  Segmented,
  Skeleton,
  TokenHeatMap,
  type HeatToken,
} from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../trpc";
import { heatTokens, QUANTITIES, type Quantity } from "./heat-tokens";

type Sample = RouterOutputs["runs"]["samples"]["rows"][number];
const SHOWN = 24;

/** The same prompts at every checkpoint: a slider of steps, each answer as a token heat-map. */
export function Samples({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const [asked, setAsked] = useState<number | undefined>(undefined);
  const [quantity, setQuantity] = useState<Quantity>("Log-ratio");
  const samples = useQuery(
    trpc.runs.samples.queryOptions({ runId, step: asked }, { placeholderData: keepPreviousData }),
  );
  if (samples.error && !samples.data)
    return <Failure title="The samples could not be read" detail={samples.error.message} />;
  if (!samples.data) return <Skeleton lines={8} height={24} />;
  const { steps, step, rows } = samples.data;
  if (step === null || rows.length === 0)
    return (
      <Empty title="No samples yet">
        At each checkpoint the run answers the same probe prompts; the answers appear here.
      </Empty>
    );
  return (
    <Card
      title={`Samples at step ${count(step)}`}
      note={`${Math.min(SHOWN, rows.length)} of ${rows.length} probe prompts`}
      actions={
        <Segmented<Quantity>
          label="Quantity"
          value={quantity}
          onChange={setQuantity}
          options={QUANTITIES.map(({ name }) => ({ value: name, text: name }))}
        />
      }
    >
      <label className="row t13 px-4 pb-3">
        Step
        <input
          type="range"
          className="grow"
          min={0}
          max={steps.length - 1}
          step={1}
          value={Math.max(0, steps.indexOf(step))}
          aria-valuetext={`step ${step}`}
          onChange={(e) => setAsked(steps[Number(e.target.value)])}
        />
        <b className="b5">{count(step)}</b>
      </label>
      {rows.slice(0, SHOWN).map((sample) => (
        <SampleRow key={`${sample.promptId}${sample.sampleIndex}`} sample={sample} quantity={quantity} />
      ))}
    </Card>
  );
}

function SampleRow({ sample, quantity }: { sample: Sample; quantity: Quantity }) {
  const trpc = useTRPC();
  const { generationId, hasTokenStats } = sample;
  const tokens = useQuery(
    trpc.runs.tokenStats.queryOptions({ generationId }, { enabled: hasTokenStats, staleTime: Infinity }),
  );
  const map = tokens.data ? heatTokens(tokens.data) : null;
  return (
    <div className="sample">
      <p className="q">{sample.messages.at(-1)?.content}</p>
      <p className="m">
        {sample.score !== null && (
          <span>
            score <b>{figure(sample.score)}</b>
          </span>
        )}
        {sample.klSum !== null && (
          <span>
            KL <b>{figure(sample.klSum)} nats</b>
          </span>
        )}
        <span>
          <b>{sample.nTokens}</b> tokens
        </span>
      </p>
      {map ? <Heat tokens={map} quantity={quantity} /> : <p className="t13">{sample.text}</p>}
    </div>
  );
}

function Heat({ tokens, quantity }: { tokens: readonly HeatToken[]; quantity: Quantity }) {
  const values = tokens.flatMap((t) => t.figures.find((f) => f.name === quantity)?.value ?? []);
  const limit = heatLimit(values);
  const unit = QUANTITIES.find((q) => q.name === quantity)?.unit ?? "";
  return (
    <>
      <TokenHeatMap tokens={tokens} shown={quantity} limit={limit} />
      <div className="mt-2 max-w-80">
        {values.length > 0 ? (
          <HeatScale limit={limit} unit={unit} middle="0" />
        ) : (
          <p className="t12 i3">{quantity} was not measured for this answer.</p>
        )}
      </div>
    </>
  );
}
