import { DataError } from "@rlhf/domain";
import { bootstrapMean, type BootstrapOptions } from "./bootstrap";
import type { Interval, Outcome } from "./interval";
import { wilsonInterval } from "./proportion-interval";

/** One judgment of a policy against its baseline; `cluster` names the prompt. Weight defaults to 1. */
export type ClusteredOutcome = { outcome: Outcome; cluster: string | number; weight?: number };

export type WinRate = {
  /** Mean over prompts of the prompt's mean outcome, 0–1. */
  rate: number;
  /** Cluster bootstrap percentile interval; Wilson over prompts when every prompt has the same mean. */
  interval: Interval;
  /** Standard error clustered by prompt. */
  standardError: number;
  prompts: number;
  judgments: number;
  wins: number;
  ties: number;
  losses: number;
};

/**
 * Win rate of a policy: mean over prompts of the per-prompt mean, ties ½; the interval resamples prompts.
 * @throws DataError without outcomes or with a weight that is not positive.
 * @source Miller 2024, arXiv:2411.00640; labeling.md 6.2
 */
export function winRate(outcomes: readonly ClusteredOutcome[], options: BootstrapOptions): WinRate {
  const means = [...clusterMeans(outcomes).values()];
  const { mean, standardError, interval } = bootstrapMean(means, options);
  const count = (value: Outcome): number => outcomes.reduce((n, o) => n + (o.outcome === value ? 1 : 0), 0);
  return {
    rate: mean,
    interval: standardError === 0 ? wilsonInterval(mean * means.length, means.length, options) : interval,
    standardError,
    prompts: means.length,
    judgments: outcomes.length,
    wins: count(1),
    ties: count(0.5),
    losses: count(0),
  };
}

export type PairedDifference = { difference: number; interval: Interval; standardError: number; prompts: number };

/**
 * Difference of two policies' win rates against the same baseline, paired by prompt; prompts without both are left out.
 * @throws DataError when no prompt has both.
 * @source Miller 2024, arXiv:2411.00640, section 4
 */
export function pairedDifference(
  first: readonly ClusteredOutcome[],
  second: readonly ClusteredOutcome[],
  options: BootstrapOptions,
): PairedDifference {
  const others = clusterMeans(second);
  const differences: number[] = [];
  for (const [cluster, mean] of clusterMeans(first)) {
    const other = others.get(cluster);
    if (other !== undefined) differences.push(mean - other);
  }
  if (differences.length === 0) {
    throw new DataError(
      "paired difference: expected prompts judged for both policies, got none; judge them on the same prompts",
    );
  }
  const { mean, standardError, interval } = bootstrapMean(differences, options);
  return { difference: mean, interval, standardError, prompts: differences.length };
}

/** Weighted mean outcome of every cluster, in order of first appearance. */
export function clusterMeans(outcomes: readonly ClusteredOutcome[]): Map<string | number, number> {
  if (outcomes.length === 0) throw new DataError("win rate: expected at least one judgment, got none");
  const sums = new Map<string | number, { sum: number; weight: number }>();
  for (const { outcome, cluster, weight = 1 } of outcomes) {
    if (!(weight > 0) || weight === Infinity) {
      throw new DataError(`win rate: expected positive finite weights, got ${weight}; leave such judgments out`);
    }
    const at = sums.get(cluster);
    if (at === undefined) sums.set(cluster, { sum: outcome * weight, weight });
    else {
      at.sum += outcome * weight;
      at.weight += weight;
    }
  }
  return new Map([...sums].map(([cluster, { sum, weight }]) => [cluster, sum / weight]));
}
