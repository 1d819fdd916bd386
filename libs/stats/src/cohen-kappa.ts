import { DataError } from "@rlhf/domain";
import type { Interval } from "./interval";
import { normalQuantile } from "./special-functions";

export type KappaWeights = "none" | "linear" | "quadratic";
export type CohenKappa = {
  /** Null when chance alone explains all (both always say the same). */
  kappa: number | null;
  standardError: number | null;
  interval: Interval | null;
  observed: number;
  expected: number;
  items: number;
};

/**
 * Cohen's κ of two annotators, weighted by the distance of the values if asked to; the error is the large-sample one.
 * @throws DataError without items.
 * @source Cohen 1960 and 1968; Fleiss, Cohen & Everitt 1969, doi:10.1037/h0028106
 */
export function cohenKappa(
  pairs: readonly (readonly [number, number])[],
  { weights = "none", level = 0.95 }: { weights?: KappaWeights; level?: number } = {},
): CohenKappa {
  if (pairs.length === 0) throw new DataError("Cohen's kappa: expected items that both annotators rated, got none");
  const values = [...new Set(pairs.flat())].sort((a, b) => a - b);
  const range = (values.at(-1) ?? 0) - (values[0] ?? 0);
  const agreement = (a: number, b: number): number => {
    if (weights === "none" || range === 0) return a === b ? 1 : 0;
    const distance = Math.abs(a - b) / range;
    return 1 - (weights === "linear" ? distance : distance * distance);
  };
  const n = pairs.length;
  const shares = (side: 0 | 1): number[] => values.map((v) => pairs.filter((pair) => pair[side] === v).length / n);
  const [first, second] = [shares(0), shares(1)];
  const mean = (value: number, others: readonly number[]): number =>
    values.reduce((sum, v, k) => sum + (others[k] ?? 0) * agreement(value, v), 0);
  const observed = pairs.reduce((sum, [a, b]) => sum + agreement(a, b) / n, 0);
  const expected = values.reduce((sum, v, k) => sum + (first[k] ?? 0) * mean(v, second), 0);
  if (expected === 1) return { kappa: null, standardError: null, interval: null, observed, expected, items: n };
  const kappa = (observed - expected) / (1 - expected);
  const squares = pairs.reduce((sum, [a, b]) => {
    return sum + (agreement(a, b) - (mean(a, second) + mean(b, first)) * (1 - kappa)) ** 2 / n;
  }, 0);
  const variance = (squares - (kappa - expected * (1 - kappa)) ** 2) / (n * (1 - expected) ** 2);
  const standardError = Math.sqrt(Math.max(0, variance));
  const z = normalQuantile((1 + level) / 2);
  const interval: Interval = [kappa - z * standardError, kappa + z * standardError];
  return { kappa, standardError, interval, observed, expected, items: n };
}
