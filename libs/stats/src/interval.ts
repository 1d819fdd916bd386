/** Lower and upper end, both included. */
export type Interval = [number, number];

/** Draws from [0, 1): the only door through which chance enters this library. */
export type Uniform = () => number;

/** A judgment seen from one side: 1 won, ½ tied, 0 lost. */
export type Outcome = 0 | 0.5 | 1;

/** The value at rank q of sorted values, linear between neighbours. @source Hyndman & Fan 1996, type 7 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return at === below ? low : low + (at - below) * (high - low); // low may be infinite
}

/** Percentile interval of bootstrap draws. @source Efron & Tibshirani 1993, ch. 13 */
export function percentileInterval(draws: Float64Array, level: number): Interval {
  const sorted = draws.slice().sort();
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
}
