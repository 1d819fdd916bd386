import { normalCdf, studentQuantile } from "./special-functions";

/** Lower and upper end, both included. */
export type Interval = [number, number];

/** Draws from [0, 1): the only door through which chance enters this library. */
export type Uniform = () => number;

/** A judgment seen from one side: 1 won, ½ tied, 0 lost. */
export type Outcome = 0 | 0.5 | 1;

/** The value at rank q of sorted values, linear between neighbours. @source Hyndman & Fan 1996, type 7 */
function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low === high || at === below ? low : low + (at - below) * (high - low); // both may be infinite
}

/**
 * Percentile interval of bootstrap draws over n clusters, its tails moved out so that the interval is as wide as
 * Student's with n − 1 degrees of freedom: the plain one is too narrow for few clusters. Undefined draws (NaN) are left
 * out.
 * @source Efron & Tibshirani 1993, ch. 13; Hesterberg 2015, doi:10.1080/00031305.2015.1089789, section 5.3 (expanded)
 */
export function percentileInterval(
  draws: Float64Array,
  { level, clusters }: { level: number; clusters: number },
): Interval {
  const sorted = draws.filter((draw) => !Number.isNaN(draw)).sort();
  const reach = clusters > 1 ? studentQuantile((1 + level) / 2, clusters - 1) : Infinity;
  const tail = normalCdf(-Math.sqrt(clusters / Math.max(1, clusters - 1)) * reach);
  return [quantile(sorted, tail), quantile(sorted, 1 - tail)];
}
