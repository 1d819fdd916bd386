import type { Db } from "@rlhf/db";
import { type PairwiseOutcome, type UserKind } from "@rlhf/domain";
import {
  bettingSequence,
  clusterMeans,
  lengthControlledWinRate,
  seededUniform,
  verdict,
  winRate,
  type Outcome,
  type WinRate,
} from "@rlhf/stats";
import { z } from "zod";
import { Interval } from "../routers/shapes";
import { sharedOutcomes } from "./shared-outcomes";

/** Win rates this near to ½ count as equivalent. */
export const ROPE = 0.02;

export const Verdict = z.strictObject({
  candidateId: z.uuid(),
  baselineId: z.uuid(),
  verdict: z.enum(["better", "worse", "equivalent", "undecided"]),
  /** Mean of the candidate's outcome over judgments; ties ½. */
  winRate: z.number(),
  /** At this number of judgments, had it been planned. */
  interval: Interval,
  /** Holds at every look: what the verdict is made of. */
  alwaysValid: Interval,
  /** Chance of evidence this strong at any look if the policies were equal. */
  pValue: z.number(),
  lengthControlled: z.strictObject({ rate: z.number(), interval: Interval }).nullable(),
  judgments: z.int(),
  prompts: z.int(),
  judges: z.int(),
  /** This many independent judgments would say as much: those of one prompt are alike. Null when all say the same. */
  effectiveJudgments: z.number().nullable(),
  wins: z.int(),
  ties: z.int(),
  losses: z.int(),
});
export type Verdict = z.infer<typeof Verdict>;

export type Pair = { projectId: string; candidateId: string; baselineId: string; judgeKind?: UserKind };

/**
 * The counted outcomes between two policy versions, in the order in which they were asked for. Two answers of one policy say
 * nothing about the two: a loop's training pairs are such, and drowned the evaluation's in the slices and the history.
 */
export async function outcomesOf(db: Db, pair: Pair): Promise<readonly PairwiseOutcome[]> {
  const { projectId, candidateId, baselineId, judgeKind } = pair;
  const rows = await sharedOutcomes(db, { projectId, judgeKind, policyVersionIds: [candidateId, baselineId] });
  return rows.filter((row) => row.policyVersionI !== row.policyVersionJ);
}

/** Whether the candidate is preferred to the baseline; null without judgments between the two. */
export async function verdictOf(db: Db, pair: Pair): Promise<Verdict | null> {
  const rows = await outcomesOf(db, pair);
  return rows.length === 0 ? null : judgeOutcomes(rows, pair);
}

/** The same from rows in hand. */
export function judgeOutcomes(
  rows: readonly PairwiseOutcome[],
  { candidateId, baselineId }: Omit<Pair, "projectId">,
): Verdict {
  const seen = rows.map((row) => fromCandidate(row, candidateId));
  const clustered = seen.map(({ outcome, cluster, weight }) => ({ outcome, cluster, weight }));
  // as the pipeline's evaluation: prompts were drawn as often as they are asked, so every judgment weighs the same
  const rate = winRate(clustered, { uniform: seededUniform(7), equal: "judgments" });
  const sequence = bettingSequence(taskMeans(rows, candidateId));
  return {
    candidateId,
    baselineId,
    verdict: verdict(sequence.interval, { rope: ROPE }),
    winRate: rate.rate,
    interval: rate.interval,
    alwaysValid: sequence.interval,
    pValue: sequence.pValue,
    lengthControlled: lengthControlled(seen),
    judgments: rate.judgments,
    prompts: rate.prompts,
    judges: new Set(rows.map((row) => row.annotatorId)).size,
    effectiveJudgments: effective(rate),
    wins: rate.wins,
    ties: rate.ties,
    losses: rate.losses,
  };
}

/** What a sequential test looks at: judgments of one pair of answers count as one; pairs in the order of their tasks. */
export function taskMeans(rows: readonly PairwiseOutcome[], candidateId: string): number[] {
  const seen = rows.map((row) => ({ ...fromCandidate(row, candidateId), cluster: row.taskId }));
  return [...clusterMeans(seen).values()];
}

/** Variance of one judgment over the variance of their clustered mean. */
function effective({ rate, standardError, wins, ties, judgments }: WinRate): number | null {
  if (standardError === 0) return null;
  return ((wins + ties / 4) / judgments - rate ** 2) / standardError ** 2;
}

/** A row as the candidate's outcome, 1 = it won; `lengthDifference` in tokens, candidate minus baseline. */
export function fromCandidate(row: PairwiseOutcome, candidateId: string) {
  const isI = row.policyVersionI === candidateId;
  const outcome = asOutcome(isI ? row.outcome : 1 - row.outcome);
  return { outcome, cluster: row.promptId, weight: row.weight, lengthDifference: isI ? row.dlen : -row.dlen };
}

export function asOutcome(value: number): Outcome {
  if (value === 0 || value === 1) return value;
  return 0.5;
}

function lengthControlled(seen: readonly ReturnType<typeof fromCandidate>[]): Verdict["lengthControlled"] {
  if (seen.every(({ lengthDifference }) => lengthDifference === 0)) return null; // nothing to control for
  const { rate, interval } = lengthControlledWinRate(seen, {
    uniform: seededUniform(7),
    resamples: 200,
    equal: "judgments",
  });
  return { rate, interval };
}
