import type { RewardPair } from "./pairs";
import { scoreRows, type RewardModel } from "./score";

export type PairEvaluation = {
  accuracy: number;
  loss: number;
  margin: number;
  chosenScores: Float32Array;
  rejectedScores: Float32Array;
};

/**
 * How held-out pairs are ordered: weighted accuracy over pairs with a label other than ½ (equal scores count ½), mean
 * Bradley–Terry loss of the labels in nats, mean chosen − rejected in reward units.
 */
export async function evaluatePairs(reward: RewardModel, pairs: readonly RewardPair[]): Promise<PairEvaluation> {
  const scores = await scoreRows(
    reward,
    pairs.flatMap((pair) => [pair.chosen, pair.rejected]),
  );
  const chosenScores = Float32Array.from(pairs, (_, i) => scores[2 * i] ?? NaN);
  const rejectedScores = Float32Array.from(pairs, (_, i) => scores[2 * i + 1] ?? NaN);
  return { ...pairStatistics(pairs, chosenScores, rejectedScores), chosenScores, rejectedScores };
}

/** Accuracy, loss (without margins or centering) and margin of scored pairs; chosen, rejected: [B] reward units. */
export function pairStatistics(
  pairs: readonly RewardPair[],
  chosen: Float32Array,
  rejected: Float32Array,
): { accuracy: number; loss: number; margin: number } {
  const sums = { weight: 0, decided: 0, correct: 0, loss: 0, margin: 0 };
  pairs.forEach(({ label, weight }, i) => {
    const difference = (chosen[i] ?? NaN) - (rejected[i] ?? NaN);
    sums.weight += weight;
    sums.margin += weight * difference;
    sums.loss += weight * (label * softplus(-difference) + (1 - label) * softplus(difference));
    if (label === 0.5) return;
    sums.decided += weight;
    sums.correct += weight * orderedRight(label > 0.5 ? difference : -difference);
  });
  return {
    accuracy: sums.correct / Math.max(Number.MIN_VALUE, sums.decided),
    loss: sums.loss / sums.weight,
    margin: sums.margin / sums.weight,
  };
}

function orderedRight(difference: number): number {
  return difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
