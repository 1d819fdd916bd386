import type { PairwiseOutcome } from "@rlhf/domain";
import {
  eloScale,
  fitBradleyTerry,
  seededUniform,
  winRate,
  type BradleyTerryFit,
  type PairedJudgment,
} from "@rlhf/stats";
import { z } from "zod";
import { Interval } from "../routers/shapes";
import { asOutcome, fromCandidate, judgeOutcomes } from "./verdict";

export const MatrixCell = z.strictObject({
  rowId: z.uuid(),
  columnId: z.uuid(),
  /** How often the row's policy is preferred to the column's; ties ½. */
  rate: z.number(),
  interval: Interval,
  judgments: z.int(),
  prompts: z.int(),
  ties: z.int(),
});

/** Every pair of policies that was judged, seen from both sides. */
export function winMatrix(rows: readonly PairwiseOutcome[]): z.infer<typeof MatrixCell>[] {
  return [...byPair(rows).values()].flatMap((pair) => {
    const [first] = pair;
    if (!first) return [];
    return [
      cell(pair, { rowId: first.policyVersionI, columnId: first.policyVersionJ }),
      cell(pair, { rowId: first.policyVersionJ, columnId: first.policyVersionI }),
    ];
  });
}

function cell(pair: readonly PairwiseOutcome[], { rowId, columnId }: { rowId: string; columnId: string }) {
  const seen = pair.map((row) => fromCandidate(row, rowId));
  const { rate, interval, judgments, prompts, ties } = winRate(seen, {
    uniform: seededUniform(7),
    equal: "judgments",
    resamples: 500,
  });
  return { rowId, columnId, rate, interval, judgments, prompts, ties };
}

/** Outcomes by unordered pair of different policies. */
function byPair(rows: readonly PairwiseOutcome[]): Map<string, PairwiseOutcome[]> {
  const pairs = new Map<string, PairwiseOutcome[]>();
  for (const row of rows) {
    if (row.policyVersionI === row.policyVersionJ) continue;
    const key = [row.policyVersionI, row.policyVersionJ].sort().join();
    const pair = pairs.get(key);
    if (pair) pair.push(row);
    else pairs.set(key, [row]);
  }
  return pairs;
}

const EstimateShape = z.strictObject({ value: z.number(), standardError: z.number(), interval: Interval });

export const Ratings = z.strictObject({
  /** Best first. Elo points, 1000 at the baseline. */
  entries: z.array(
    z.strictObject({
      policyVersionId: z.uuid(),
      elo: z.number(),
      interval: Interval,
      /** 1 + number of policies that are better beyond doubt. */
      rankUpperBound: z.int(),
      judgments: z.int(),
      /** Against the baseline, had the answers been equally long; null without judgments between the two. */
      lengthControlled: z.strictObject({ elo: z.number(), interval: Interval }).nullable(),
    }),
  ),
  baselineId: z.uuid(),
  /** Advantage of standing left, in natural-log odds. */
  position: EstimateShape.nullable(),
  /** ν of Davidson's model; null without ties. */
  tie: EstimateShape.nullable(),
  judgments: z.int(),
  /** Without a chain of wins and losses between all policies the ratings hang on the ridge: compare more pairs. */
  connected: z.boolean(),
});
export type Ratings = z.infer<typeof Ratings>;

/** Bradley–Terry with Davidson's ties and a position effect, clustered by prompt; null without judgments. */
export function rate(rows: readonly PairwiseOutcome[], baseline?: string): Ratings | null {
  const usable = rows.filter((row) => row.policyVersionI !== row.policyVersionJ);
  const [first] = usable;
  if (!first) return null;
  const baselineId = baseline ?? first.policyVersionI;
  const judgments = usable.map(pairedJudgment);
  const ties = judgments.every(({ outcome }) => outcome === 0.5) ? "half" : "davidson";
  const fit = fitBradleyTerry(judgments, { ties, position: true, baseline: baselineId, ridge: 0.01 });
  const entries = fit.items
    .map((item) => ({
      policyVersionId: item.name,
      elo: item.elo,
      interval: item.eloInterval,
      rankUpperBound: item.rankUpperBound,
      judgments: item.judgments,
      lengthControlled: lengthControlledElo(usable, { candidateId: item.name, baselineId }),
    }))
    .sort((a, b) => b.elo - a.elo);
  const estimate = ({ value, standardError, interval }: NonNullable<BradleyTerryFit["position"]>) => {
    return { value, standardError, interval };
  };
  return {
    entries,
    baselineId,
    position: fit.position && estimate(fit.position),
    tie: fit.tie && estimate(fit.tie),
    judgments: fit.judgments,
    connected: fit.connected,
  };
}

function pairedJudgment(row: PairwiseOutcome): PairedJudgment {
  const { policyVersionI: i, policyVersionJ: j, iOnLeft, promptId: cluster, weight, annotatorId: annotator } = row;
  const sides = iOnLeft ? { left: i, right: j, outcome: row.outcome } : { left: j, right: i, outcome: 1 - row.outcome };
  return { ...sides, outcome: asOutcome(sides.outcome), cluster, weight, annotator };
}

function lengthControlledElo(
  rows: readonly PairwiseOutcome[],
  { candidateId, baselineId }: { candidateId: string; baselineId: string },
): { elo: number; interval: [number, number] } | null {
  const between = rows.filter(
    (row) =>
      (row.policyVersionI === candidateId && row.policyVersionJ === baselineId) ||
      (row.policyVersionI === baselineId && row.policyVersionJ === candidateId),
  );
  if (between.length === 0) return null;
  const { lengthControlled } = judgeOutcomes(between, { candidateId, baselineId });
  if (!lengthControlled) return null;
  const points = (p: number) => eloScale(Math.log(p / (1 - p)));
  const [low, high] = lengthControlled.interval;
  return { elo: points(lengthControlled.rate), interval: [points(low), points(high)] };
}
