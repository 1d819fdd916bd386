import { percentileInterval, type Interval, type Uniform } from "./interval";

export type BootstrapOptions = { uniform: Uniform; resamples?: number; level?: number };

/** Mean of independent values (one per prompt), its standard error and its bootstrap percentile interval. */
export function bootstrapMean(
  values: readonly number[],
  { uniform, resamples = 1000, level = 0.95 }: BootstrapOptions,
): { mean: number; standardError: number; interval: Interval } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const squares = values.reduce((a, v) => a + (v - mean) ** 2, 0);
  const draws = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[Math.floor(uniform() * n)] ?? 0;
    draws[b] = sum / n;
  }
  const standardError = n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0;
  return { mean, standardError, interval: percentileInterval(draws, { level, clusters: n }) };
}

/** How often each of n clusters is drawn when n are drawn with replacement. */
export function resampleCounts(n: number, uniform: Uniform): Uint32Array {
  const counts = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const at = Math.floor(uniform() * n);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

/** Percentile interval of a statistic recomputed on resampled clusters; draws where it is undefined (NaN) are left out. */
export function bootstrapInterval(
  clusters: number,
  statistic: (counts: Uint32Array) => number,
  { uniform, resamples = 1000, level = 0.95 }: BootstrapOptions,
): Interval {
  const draws = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) draws[b] = statistic(resampleCounts(clusters, uniform));
  return percentileInterval(draws, { level, clusters });
}
