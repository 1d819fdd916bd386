import type { PairwiseOutcome } from "@rlhf/domain";
import { seededUniform, winRate } from "@rlhf/stats";
import { z } from "zod";
import { Interval } from "../routers/shapes";
import { fromCandidate } from "./verdict";

export const SLICED_BY = ["tag", "split", "prompt_length", "judge", "batch"] as const;
export type SlicedBy = (typeof SLICED_BY)[number];

export const Slice = z.strictObject({
  name: z.string(),
  rate: z.number(),
  interval: Interval,
  judgments: z.int(),
  prompts: z.int(),
  ties: z.int(),
});

type Traits = { tags: readonly string[]; split: string; chars: number };
type Labels = { prompts: ReadonlyMap<string, Traits>; batches: ReadonlyMap<string, string> };

/** Win rate of the candidate by slice, the best known slice first. A prompt with several tags is in several slices. */
export function sliced(
  rows: readonly PairwiseOutcome[],
  { candidateId, by, labels }: { candidateId: string; by: SlicedBy; labels: Labels },
): z.infer<typeof Slice>[] {
  const slices = new Map<string, ReturnType<typeof fromCandidate>[]>();
  for (const row of rows)
    for (const name of namesOf(row, by, labels)) {
      const outcome = fromCandidate(row, candidateId);
      const slice = slices.get(name);
      if (slice) slice.push(outcome);
      else slices.set(name, [outcome]);
    }
  return [...slices]
    .map(([name, outcomes]) => {
      const options = { uniform: seededUniform(7), equal: "judgments", resamples: 500 } as const;
      const { rate, interval, judgments, prompts, ties } = winRate(outcomes, options);
      return { name, rate, interval, judgments, prompts, ties };
    })
    .sort((a, b) => b.judgments - a.judgments || (a.name < b.name ? -1 : 1));
}

function namesOf(row: PairwiseOutcome, by: SlicedBy, { prompts, batches }: Labels): string[] {
  if (by === "judge") return [row.judgeKind];
  if (by === "batch") return [batches.get(row.batchId) ?? row.batchId];
  const traits = prompts.get(row.promptId);
  if (!traits) return [];
  if (by === "tag") return traits.tags.length > 0 ? [...traits.tags] : ["no tag"];
  return [by === "split" ? traits.split : lengthBand(traits.chars)];
}

function lengthBand(chars: number): string {
  const upTo = [50, 200, 1_000].find((limit) => chars <= limit);
  return upTo === undefined ? "over 1000 characters" : `up to ${upTo} characters`;
}
