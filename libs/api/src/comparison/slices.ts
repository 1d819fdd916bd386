import { Split, UserKind, type PairwiseOutcome } from "@rlhf/domain";
import { seededUniform, winRate } from "@rlhf/stats";
import { z } from "zod";
import { Interval } from "../routers/shapes";
import { fromCandidate } from "./verdict";

export const SLICED_BY = ["tag", "split", "prompt_length", "judge", "batch"] as const;
export type SlicedBy = (typeof SLICED_BY)[number];

/** What `compare.judgments` is asked for the judgments of a slice; null where it cannot be asked (prompts without a tag). */
const SliceFilter = z.strictObject({
  tag: z.string().optional(),
  split: Split.optional(),
  charsOver: z.int().optional(),
  charsUpTo: z.int().optional(),
  judgeKind: UserKind.optional(),
  batchId: z.uuid().optional(),
});
type SliceFilter = z.infer<typeof SliceFilter>;

export const Slice = z.strictObject({
  name: z.string(),
  filter: SliceFilter.nullable(),
  rate: z.number(),
  interval: Interval,
  judgments: z.int(),
  prompts: z.int(),
  ties: z.int(),
});

type Traits = { tags: readonly string[]; split: Split; chars: number };
type Labels = { prompts: ReadonlyMap<string, Traits>; batches: ReadonlyMap<string, string> };
type Named = { name: string; filter: SliceFilter | null };
type Collected = Named & { outcomes: ReturnType<typeof fromCandidate>[] };

/** Win rate of the candidate by slice, the best known slice first. A prompt with several tags is in several slices. */
export function sliced(
  rows: readonly PairwiseOutcome[],
  { candidateId, by, labels }: { candidateId: string; by: SlicedBy; labels: Labels },
): z.infer<typeof Slice>[] {
  const slices = new Map<string, Collected>();
  for (const row of rows)
    for (const named of namesOf(row, by, labels)) {
      const key = JSON.stringify(named); // two batches may share a name
      const slice = slices.get(key) ?? { ...named, outcomes: [] };
      slices.set(key, slice);
      slice.outcomes.push(fromCandidate(row, candidateId));
    }
  return [...slices.values()]
    .map(({ name, filter, outcomes }) => {
      const options = { uniform: seededUniform(7), equal: "judgments", resamples: 500 } as const;
      const { rate, interval, judgments, prompts, ties } = winRate(outcomes, options);
      return { name, filter, rate, interval, judgments, prompts, ties };
    })
    .sort((a, b) => b.judgments - a.judgments || (a.name < b.name ? -1 : 1));
}

function namesOf(row: PairwiseOutcome, by: SlicedBy, { prompts, batches }: Labels): Named[] {
  if (by === "judge") return [{ name: row.judgeKind, filter: { judgeKind: row.judgeKind } }];
  if (by === "batch") return [{ name: batches.get(row.batchId) ?? row.batchId, filter: { batchId: row.batchId } }];
  const traits = prompts.get(row.promptId);
  if (!traits) return [];
  if (by === "split") return [{ name: traits.split, filter: { split: traits.split } }];
  if (by === "prompt_length") return [lengthBand(traits.chars)];
  if (traits.tags.length === 0) return [{ name: "no tag", filter: null }];
  return traits.tags.map((tag) => ({ name: tag, filter: { tag } }));
}

const BANDS = [0, 50, 200, 1_000];

function lengthBand(chars: number): Named {
  const upTo = BANDS.find((limit) => limit > 0 && chars <= limit);
  if (upTo === undefined) return { name: "over 1000 characters", filter: { charsOver: 1_000 } };
  const over = BANDS[BANDS.indexOf(upTo) - 1] ?? 0;
  return {
    name: `up to ${upTo} characters`,
    filter: over === 0 ? { charsUpTo: upTo } : { charsOver: over, charsUpTo: upTo },
  };
}
