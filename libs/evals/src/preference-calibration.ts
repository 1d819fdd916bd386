import { DataError } from "@rlhf/domain";
import { calibration, type Calibration } from "@rlhf/stats";

/** One judged pair with the reward model's scores; `label` is the probability that the first is better (½ for a tie). */
export type ScoredComparison = { firstScore: number; secondScore: number; label: number; weight?: number };

/**
 * Whether the reward model's probabilities σ(first − second) mean what they say. Every pair is turned towards the side that the
 * model prefers, so that the result does not depend on which side is called first; equal scores predict and count ½.
 * @throws DataError if there is no pair or a score is not finite.
 * @source Guo 2017 (arXiv:1706.04599): confidence against accuracy
 */
export function preferenceCalibration(pairs: readonly ScoredComparison[], options?: { bins?: number }): Calibration {
  return calibration(pairs.map(towardsPreferred), options);
}

function towardsPreferred({ firstScore, secondScore, label, weight = 1 }: ScoredComparison): {
  probability: number;
  outcome: number;
  weight: number;
} {
  const difference = firstScore - secondScore;
  if (!Number.isFinite(difference)) {
    throw new DataError(`preference calibration: expected finite scores, got ${firstScore} and ${secondScore}`);
  }
  const probability = 1 / (1 + Math.exp(-Math.abs(difference)));
  if (difference === 0) return { probability, outcome: 0.5, weight };
  return { probability, outcome: difference > 0 ? label : 1 - label, weight };
}
