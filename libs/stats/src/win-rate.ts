import { DataError } from "@rlhf/domain";
import { bootstrapInterval, bootstrapMean, type BootstrapOptions } from "./bootstrap";
import type { Interval, Outcome } from "./interval";
import { wilsonInterval } from "./proportion-interval";

/** One judgment of a policy against its baseline; `cluster` names the prompt. Weight defaults to 1. */
export type ClusteredOutcome = { outcome: Outcome; cluster: string | number; weight?: number };

/**
 * What weighs the same. `prompts`: each prompt, however often it was judged. `judgments`: each judgment; right when prompts
 * were drawn from the distribution that the rate is to speak of, so that a prompt's count says how often it is asked.
 */
export type Weighing = { equal?: "prompts" | "judgments" };

export type WinRate = {
  /** Mean outcome under the chosen weighing, 0–1. */
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
 * Win rate of a policy: mean over prompts of the per-prompt mean (or over judgments), ties ½; the interval resamples prompts.
 * @throws DataError without outcomes or with a weight that is not positive.
 * @source Miller 2024, arXiv:2411.00640; labeling.md 6.2
 */
export function winRate(outcomes: readonly ClusteredOutcome[], options: BootstrapOptions & Weighing): WinRate {
  const means = [...clusterMeans(outcomes).values()];
  const { mean, standardError, interval } =
    options.equal === "judgments" ? pooledMean(outcomes, options) : bootstrapMean(means, options);
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

/** Ratio of sums over clusters, with its linearised clustered standard error. @source Cochran 1977, section 6.3 */
function pooledMean(outcomes: readonly ClusteredOutcome[], options: BootstrapOptions) {
  const clusters = [...clusterSums(outcomes).values()];
  const n = clusters.length;
  const total = (f: (c: ClusterSum) => number): number => clusters.reduce((sum, c) => sum + f(c), 0);
  const weight = total((c) => c.weight);
  const mean = total((c) => c.sum) / weight;
  const squares = total((c) => (c.sum - mean * c.weight) ** 2);
  const interval = bootstrapInterval(
    n,
    (counts) => {
      const drawn = (f: (c: ClusterSum) => number) => clusters.reduce((a, c, i) => a + (counts[i] ?? 0) * f(c), 0);
      return drawn((c) => c.sum) / drawn((c) => c.weight);
    },
    options,
  );
  return { mean, interval, standardError: n > 1 ? Math.sqrt((squares * n) / (n - 1)) / weight : 0 };
}

/** Weighted mean outcome of every cluster, in order of first appearance. */
export function clusterMeans(outcomes: readonly ClusteredOutcome[]): Map<string | number, number> {
  return new Map([...clusterSums(outcomes)].map(([cluster, { sum, weight }]) => [cluster, sum / weight]));
}

type ClusterSum = { sum: number; weight: number };

function clusterSums(outcomes: readonly ClusteredOutcome[]): Map<string | number, ClusterSum> {
  if (outcomes.length === 0) throw new DataError("win rate: expected at least one judgment, got none");
  const sums = new Map<string | number, ClusterSum>();
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
  return sums;
}
