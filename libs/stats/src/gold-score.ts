import { betaQuantile } from "./special-functions";

export type GoldScore = {
  /** Posterior mean of the share of gold items answered right. */
  mean: number;
  /** Lower 5 % quantile of the posterior. */
  lower: number;
  /** `pending` until enough gold items were answered; `pause` asks for retraining, never for dropping judgments. */
  status: "pending" | "pass" | "pause";
};

/**
 * Score of an annotator on gold items: Beta(1 + correct, 1 + wrong); paused when its lower quantile is below the
 * threshold after `atLeast` answers.
 * @source labeling.md 6.5
 */
export function goldScore(
  { correct, wrong }: { correct: number; wrong: number },
  { threshold, atLeast = 10, quantile = 0.05 }: { threshold: number; atLeast?: number; quantile?: number },
): GoldScore {
  const lower = betaQuantile(quantile, 1 + correct, 1 + wrong);
  const status = correct + wrong < atLeast ? "pending" : lower < threshold ? "pause" : "pass";
  return { mean: (1 + correct) / (2 + correct + wrong), lower, status };
}
