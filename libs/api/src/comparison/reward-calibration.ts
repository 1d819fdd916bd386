import type { Db } from "@rlhf/db";
import { scoredPairs } from "@rlhf/db/workbench";
import type { UserKind } from "@rlhf/domain";
import { accuracy, calibration, seededUniform, temperatureScaling, wilsonInterval } from "@rlhf/stats";
import { z } from "zod";
import { Interval } from "../routers/shapes";
import { asOutcome } from "./verdict";

const Share = z.strictObject({ rate: z.number(), interval: Interval, n: z.int() });
export const RewardCalibration = z.strictObject({
  pairs: z.int(),
  /** Share of decided pairs that the reward model orders as the judges did. */
  accuracy: Share,
  /** Temperature by which σ(margin / T) fits the judges best; null when the pairs do not bound it. The calibration is with it, or with 1. */
  temperature: z.number().nullable(),
  ece: z.number(),
  brier: z.number(),
  bins: z.array(z.strictObject({ count: z.number(), predicted: z.number(), observed: z.number(), interval: Interval })),
  /** Accuracy of pairs by the size of the margin, in fifths from the smallest. */
  byMargin: z.array(z.strictObject({ upTo: z.number(), rate: z.number(), interval: Interval, n: z.int() })),
  /** How often a judge agrees with the others on the same pair: more than this no model can reach. Null without overlap. */
  ceiling: Share.nullable(),
});
type RewardCalibration = z.infer<typeof RewardCalibration>;
type ScoredPair = Awaited<ReturnType<typeof scoredPairs>>[number];

/** A reward model against the judges, on pairs whose answers it has scored; null when there are none. */
export async function calibrate(
  db: Db,
  of: { projectId: string; rewardModelVersionId: string; judgeKind?: UserKind },
): Promise<RewardCalibration | null> {
  const pairs = await scoredPairs(db, of);
  const decided = pairs.filter(({ outcome }) => outcome !== 0.5);
  if (decided.length === 0) return null;
  const rows = decided.map(({ margin, outcome, promptId }) => ({
    margin,
    outcome: asOutcome(outcome),
    cluster: promptId,
  }));
  const right = accuracy(rows, { uniform: seededUniform(7) });
  const { temperature } = temperatureScaling(rows);
  const predictions = rows.map(({ margin, outcome }) => ({
    probability: 1 / (1 + Math.exp(-margin / (temperature ?? 1))),
    outcome,
  }));
  const { ece, brier, bins } = calibration(predictions);
  return {
    pairs: pairs.length,
    accuracy: { rate: right.accuracy, interval: right.interval, n: right.pairs },
    temperature,
    ece,
    brier,
    bins,
    byMargin: byMargin(decided),
    ceiling: ceilingOf(decided),
  };
}

function byMargin(decided: readonly ScoredPair[]): RewardCalibration["byMargin"] {
  const sorted = [...decided].sort((a, b) => Math.abs(a.margin) - Math.abs(b.margin));
  const fifth = Math.ceil(sorted.length / 5);
  return [0, 1, 2, 3, 4].flatMap((part) => {
    const slice = sorted.slice(part * fifth, (part + 1) * fifth);
    const last = slice.at(-1);
    if (!last) return [];
    const right = slice.filter(({ margin, outcome }) => margin > 0 === (outcome === 1)).length;
    const interval = wilsonInterval(right, slice.length);
    return [{ upTo: Math.abs(last.margin), rate: right / slice.length, interval, n: slice.length }];
  });
}

/** Each judge against every other judge of the same pair. */
function ceilingOf(decided: readonly ScoredPair[]): RewardCalibration["ceiling"] {
  const tasks = new Map<string, number[]>();
  for (const { taskId, outcome } of decided) tasks.set(taskId, [...(tasks.get(taskId) ?? []), outcome]);
  const shared = [...tasks.values()].filter((outcomes) => outcomes.length > 1);
  if (shared.length === 0) return null;
  const agreeing = shared.reduce((sum, outcomes) => {
    const wins = outcomes.filter((outcome) => outcome === 1).length;
    const losses = outcomes.length - wins;
    return sum + (wins * (wins - 1) + losses * (losses - 1)) / (outcomes.length * (outcomes.length - 1));
  }, 0);
  return { rate: agreeing / shared.length, interval: wilsonInterval(agreeing, shared.length), n: shared.length };
}
