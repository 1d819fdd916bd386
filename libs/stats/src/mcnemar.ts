import type { Interval } from "./interval";
import { wilsonInterval } from "./proportion-interval";
import { chiSquaredTail, regularizedBeta } from "./special-functions";
import type { Outcome } from "./interval";

export type McNemar = { chiSquared: number; pValue: number; exactPValue: number };

/**
 * McNemar's test on the two discordant counts, without continuity correction; the exact p-value beside it.
 * @source McNemar 1947, doi:10.1007/BF02295996; Agresti 2013, section 11.1
 */
export function mcnemar(b: number, c: number): McNemar {
  if (b + c === 0) return { chiSquared: 0, pValue: 1, exactPValue: 1 };
  const chiSquared = (b - c) ** 2 / (b + c);
  return { chiSquared, pValue: chiSquaredTail(chiSquared, 1), exactPValue: signTest(b, b + c) };
}

/** Two-sided exact p-value of `successes` in `trials` at probability ½. */
export function signTest(successes: number, trials: number): number {
  const fewer = Math.min(successes, trials - successes);
  if (2 * fewer === trials) return 1;
  return Math.min(1, 2 * regularizedBeta(0.5, trials - fewer, fewer + 1)); // 2·P(X ≤ fewer)
}

/** One comparison judged in both display orders; both outcomes from item 0's side. */
export type SwappedPair = { shownFirst: Outcome; shownSecond: Outcome };

/**
 * How often the answer turns with the display order, among pairs decided in both; McNemar tests whether it turns
 * towards the first place.
 * @source labeling.md 6.7
 */
export function swapConsistency(pairs: readonly SwappedPair[]): {
  flipRate: number;
  interval: Interval;
  decided: number;
  firstPlaceWins: number;
  secondPlaceWins: number;
  test: McNemar;
} {
  const decided = pairs.filter(({ shownFirst, shownSecond }) => shownFirst !== 0.5 && shownSecond !== 0.5);
  const firstPlaceWins = decided.filter((p) => p.shownFirst === 1 && p.shownSecond === 0).length;
  const secondPlaceWins = decided.filter((p) => p.shownFirst === 0 && p.shownSecond === 1).length;
  const flips = firstPlaceWins + secondPlaceWins;
  return {
    flipRate: decided.length === 0 ? NaN : flips / decided.length,
    interval: wilsonInterval(flips, decided.length),
    decided: decided.length,
    firstPlaceWins,
    secondPlaceWins,
    test: mcnemar(firstPlaceWins, secondPlaceWins),
  };
}
