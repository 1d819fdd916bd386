import type { PairwiseOutcome } from "@rlhf/domain";
import { seededUniform, winRate } from "@rlhf/stats";
import { z } from "zod";
import { Interval } from "../routers/shapes";
import { fromCandidate } from "./verdict";

export const LengthBin = z.strictObject({
  /** Tokens of the candidate's answer minus the baseline's: smallest, mean and largest in the bin. */
  from: z.int(),
  mean: z.number(),
  to: z.int(),
  rate: z.number(),
  interval: Interval,
  judgments: z.int(),
  prompts: z.int(),
});

const BINS = 7;

/** Win rate of the candidate by how much longer its answer was, in bins of about equal size; equal lengths share a bin. */
export function lengthBins(rows: readonly PairwiseOutcome[], candidateId: string): z.infer<typeof LengthBin>[] {
  const seen = rows
    .map((row) => fromCandidate(row, candidateId))
    .sort((a, b) => a.lengthDifference - b.lengthDifference);
  const bins = new Map<number, typeof seen>();
  let start = 0;
  seen.forEach((one, i) => {
    if (one.lengthDifference !== seen[start]?.lengthDifference) start = i; // the first of this length names the bin
    const bin = Math.floor((BINS * start) / seen.length);
    bins.set(bin, [...(bins.get(bin) ?? []), one]);
  });
  return [...bins.values()].map((bin) => {
    const { rate, interval, judgments, prompts } = winRate(bin, {
      uniform: seededUniform(7),
      equal: "judgments",
      resamples: 500,
    });
    const lengths = bin.map(({ lengthDifference }) => lengthDifference);
    const mean = lengths.reduce((a, b) => a + b, 0) / lengths.length;
    return { from: lengths[0] ?? 0, mean, to: lengths.at(-1) ?? 0, rate, interval, judgments, prompts };
  });
}

export const Strengths = z.strictObject({
  /** Judgments by step from "the candidate is much better" (3) over tie (0) to "the baseline is much better" (−3). */
  steps: z.array(z.strictObject({ strength: z.int(), judgments: z.int() })),
  bothBad: z.int(),
});

/** What the judges pressed, from the candidate's side. */
export function strengthsOf(rows: readonly PairwiseOutcome[], candidateId: string): z.infer<typeof Strengths> {
  const counts = new Map<number, number>();
  let bothBad = 0;
  for (const row of rows) {
    if (row.verdict === "both_bad") bothBad++;
    else {
      const step = stepOf(row, candidateId);
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
  }
  const steps = [3, 2, 1, 0, -1, -2, -3].map((strength) => ({ strength, judgments: counts.get(strength) ?? 0 }));
  return { steps, bothBad };
}

/** A choice without a strength is a slight one; the stored strength is that of the item order. */
function stepOf(row: PairwiseOutcome, candidateId: string): number {
  if (row.verdict === "tie") return 0;
  const { outcome } = fromCandidate(row, candidateId);
  return (outcome === 1 ? 1 : -1) * Math.max(1, Math.abs(row.strength));
}
