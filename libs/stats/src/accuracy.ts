import { DataError } from "@rlhf/domain";
import type { BootstrapOptions } from "./bootstrap";
import type { Interval, Outcome } from "./interval";
import { winRate } from "./win-rate";

/** `margin`: score of the first item minus score of the second; `outcome` 1 when judges preferred the first. */
export type ScoredPair = { margin: number; outcome: Outcome; cluster: string | number; weight?: number };
export type Accuracy = {
  accuracy: number;
  interval: Interval;
  standardError: number;
  pairs: number;
  clusters: number;
};

/**
 * Share of decided pairs that a scorer orders as the judges did: ties of the judges are left out, equal scores count ½;
 * mean over prompts, interval by resampling prompts.
 * @throws DataError without decided pairs or with a margin that is not a number.
 * @source labeling.md 6.11
 */
export function accuracy(pairs: readonly ScoredPair[], options: BootstrapOptions): Accuracy {
  const decided = pairs.filter(({ outcome }) => outcome !== 0.5);
  if (decided.length === 0) throw new DataError("accuracy: expected at least one decided pair, got ties only or none");
  const graded = decided.map(({ margin, outcome, cluster, weight }) => {
    if (Number.isNaN(margin)) throw new DataError("accuracy: expected numbers as margins, got NaN");
    return { outcome: gradeOf(margin, outcome), cluster, weight };
  });
  const { rate, interval, standardError, prompts } = winRate(graded, options);
  return { accuracy: rate, interval, standardError, pairs: decided.length, clusters: prompts };
}

function gradeOf(margin: number, outcome: Outcome): Outcome {
  if (margin === 0) return 0.5;
  return margin > 0 === (outcome === 1) ? 1 : 0;
}
