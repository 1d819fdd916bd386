import type { Interval } from "./interval";
import { betaQuantile, normalQuantile } from "./special-functions";

/**
 * Wilson score interval of a proportion at a sample size fixed in advance. Successes may be fractional (ties ½).
 * @source Wilson 1927; Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E
 */
export function wilsonInterval(successes: number, trials: number, { level = 0.95 }: { level?: number } = {}): Interval {
  if (trials === 0) return [0, 1];
  const z = normalQuantile((1 + level) / 2);
  const p = successes / trials;
  const scale = 1 + (z * z) / trials;
  const centre = (p + (z * z) / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  return [p === 0 ? 0 : Math.max(0, centre - half), p === 1 ? 1 : Math.min(1, centre + half)];
}

/**
 * Jeffreys interval of a proportion: the α/2 and 1−α/2 quantiles of Beta(S+½, n−S+½), with 0 and 1 at the edges.
 * @source Brown, Cai & DasGupta 2001, doi:10.1214/ss/1009213286
 */
export function jeffreysInterval(
  successes: number,
  trials: number,
  { level = 0.95 }: { level?: number } = {},
): Interval {
  const [a, b] = [successes + 0.5, trials - successes + 0.5];
  return [
    successes === 0 ? 0 : betaQuantile((1 - level) / 2, a, b),
    successes === trials ? 1 : betaQuantile((1 + level) / 2, a, b),
  ];
}
