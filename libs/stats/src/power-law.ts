import { DataError } from "@rlhf/domain";
import type { Interval } from "./interval";
import { choleskyFactor, choleskyInverse, choleskySolve, Matrix } from "./matrix";
import { normalQuantile, studentQuantile } from "./special-functions";

/** `value` measured at size N (comparisons, parameters, tokens); with its standard error if known. */
export type SizedPoint = { size: number; value: number; standardError?: number };
export type PowerLawFit = {
  /** A, α and c of A·N^−α + c. */
  amplitude: number;
  exponent: number;
  floor: number;
  exponentInterval: Interval;
  floorInterval: Interval;
  rSquared: number;
  points: number;
};

const EXPONENTS = { low: 0.01, high: 5, steps: 200 }; // the published exponents lie between 0.03 and 2

/**
 * Least squares fit of A·N^−α + c. A and c are solved for exactly at each α; the intervals come from the curvature,
 * with known errors when all points have one, else from the residuals (Student).
 * @throws DataError with fewer than four points (three with known errors) or sizes that are not positive.
 * @source Hestness et al. 2017, arXiv:1712.00409; Golub & Pereyra 1973 (variable projection)
 */
export function fitPowerLaw(points: readonly SizedPoint[], { level = 0.95 }: { level?: number } = {}): PowerLawFit {
  const known = points.every(({ standardError = 0 }) => standardError > 0);
  if (points.length < (known ? 3 : 4) || !points.every(({ size }) => size > 0)) {
    throw new DataError(
      `power law: expected ${known ? "three" : "four"} or more points of positive size, got ${points.length} points`,
    );
  }
  const logs = points.map(({ size }) => Math.log(size));
  const centre = logs.reduce((a, b) => a + b, 0) / logs.length; // keeps N^−α near 1
  const rows = points.map(({ value, standardError = 1 }, i): Row => {
    return { log: (logs[i] ?? NaN) - centre, value, weight: known ? 1 / standardError ** 2 : 1 };
  });
  const exponent = bestExponent(rows);
  const { amplitude, floor, error } = solveLinear(rows, exponent);
  const freedom = points.length - 3;
  const covariance = curvature(rows, { amplitude, exponent });
  const scale = known ? 1 : error / freedom;
  const z = known ? normalQuantile((1 + level) / 2) : studentQuantile((1 + level) / 2, freedom);
  const around = (value: number, index: number): Interval => {
    const reach = covariance === null ? Infinity : z * Math.sqrt(scale * covariance.get(index, index));
    return [value - reach, value + reach];
  };
  const weights = rows.reduce((sum, { weight }) => sum + weight, 0);
  const mean = rows.reduce((sum, { weight, value }) => sum + weight * value, 0) / weights;
  const spread = rows.reduce((sum, { weight, value }) => sum + weight * (value - mean) ** 2, 0);
  return {
    amplitude: amplitude * Math.exp(exponent * centre),
    exponent,
    floor,
    exponentInterval: around(exponent, 1),
    floorInterval: around(floor, 2),
    rSquared: 1 - error / spread,
    points: points.length,
  };
}

type Row = { log: number; value: number; weight: number };

/** A coarse scan, then golden-section search, of the error as a function of ln α. */
function bestExponent(rows: readonly Row[]): number {
  const errorAt = (lnExponent: number): number => solveLinear(rows, Math.exp(lnExponent)).error;
  const [from, to] = [Math.log(EXPONENTS.low), Math.log(EXPONENTS.high)];
  const step = (to - from) / EXPONENTS.steps;
  const scan = Array.from({ length: EXPONENTS.steps + 1 }, (_, i) => from + i * step);
  const best = scan.reduce((a, b) => (errorAt(b) < errorAt(a) ? b : a));
  let [low, high] = [Math.max(from, best - step), Math.min(to, best + step)];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (errorAt(a) < errorAt(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

/** A and c at a fixed α, by the normal equations. */
function solveLinear(rows: readonly Row[], exponent: number): { amplitude: number; floor: number; error: number } {
  const normal = new Matrix(2);
  const right = new Float64Array(2);
  for (const { log, value, weight } of rows) {
    const basis = [Math.exp(-exponent * log), 1];
    basis.forEach((a, i) => {
      right[i] = (right[i] ?? 0) + weight * a * value;
      basis.forEach((b, j) => normal.add(i, j, weight * a * b));
    });
  }
  const factor = choleskyFactor(normal);
  if (factor === null) return { amplitude: NaN, floor: NaN, error: Infinity };
  const [amplitude = NaN, floor = NaN] = choleskySolve(factor, right);
  const error = rows.reduce((sum, { log, value, weight }) => {
    return sum + weight * (value - amplitude * Math.exp(-exponent * log) - floor) ** 2;
  }, 0);
  return { amplitude, floor, error };
}

/** (JᵀWJ)⁻¹ by (A, α, c); null when the data cannot tell them apart. */
function curvature(
  rows: readonly Row[],
  { amplitude, exponent }: { amplitude: number; exponent: number },
): Matrix | null {
  const normal = new Matrix(3);
  for (const { log, weight } of rows) {
    const decay = Math.exp(-exponent * log);
    const slopes = [decay, -amplitude * log * decay, 1];
    slopes.forEach((a, i) => slopes.forEach((b, j) => normal.add(i, j, weight * a * b)));
  }
  const factor = choleskyFactor(normal);
  return factor === null ? null : choleskyInverse(factor);
}
