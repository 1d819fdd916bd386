import { DataError } from "@rlhf/domain";
import { resampleCounts, type BootstrapOptions } from "./bootstrap";
import { percentileInterval, type Interval } from "./interval";
import { Matrix } from "./matrix";
import { minimizeByNewton, type Curve } from "./newton";
import { sigmoid } from "./paired-link";
import { winRate, type ClusteredOutcome, type Weighing, type WinRate } from "./win-rate";

/** `lengthDifference`: characters of the policy's response minus characters of the baseline's. */
export type LengthOutcome = ClusteredOutcome & { lengthDifference: number };

export type LengthControlledWinRate = {
  /** Win rate had both responses been equally long. */
  rate: number;
  /** Prompts resampled and the model refitted. */
  interval: Interval;
  /** Log odds for a difference of one tanh unit; positive when longer wins. */
  lengthEffect: { value: number; interval: Interval };
  raw: WinRate;
  /** The two rates differ by more than 10 points: look at the lengths before believing either. */
  disagrees: boolean;
};

type Rows = { outcome: Float64Array; length: Float64Array; weight: Float64Array; prompt: Uint32Array; prompts: number };

/**
 * Length-controlled win rate σ(θ) from P(win) = σ(θ + φ·tanh(Δlength/sd)), every prompt (or every judgment) weighing the same.
 * @throws DataError without outcomes or with a length difference that is not finite.
 * @source Dubois et al. 2024, arXiv:2404.04475 (without instruction difficulty); labeling.md 6.6
 */
export function lengthControlledWinRate(
  outcomes: readonly LengthOutcome[],
  options: BootstrapOptions & Weighing & { ridge?: number },
): LengthControlledWinRate {
  const raw = winRate(outcomes, options);
  const rows = prepare(outcomes, options);
  const ridge = options.ridge ?? 0.01; // keeps θ finite when one side wins everything
  const once = new Uint32Array(rows.prompts).fill(1);
  const [theta, phi] = fit(rows, once, { ridge, start: new Float64Array(2) });
  const start = Float64Array.of(theta, phi);
  const { resamples = 1000, level = 0.95, uniform } = options;
  const thetas = new Float64Array(resamples);
  const phis = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    [thetas[b], phis[b]] = fit(rows, resampleCounts(rows.prompts, uniform), { ridge, start, tolerance: 1e-5 });
  }
  const [low, high] = percentileInterval(thetas, { level, clusters: rows.prompts });
  return {
    rate: sigmoid(theta),
    interval: [sigmoid(low), sigmoid(high)],
    lengthEffect: { value: phi, interval: percentileInterval(phis, { level, clusters: rows.prompts }) },
    raw,
    disagrees: Math.abs(sigmoid(theta) - raw.rate) > 0.1,
  };
}

function prepare(outcomes: readonly LengthOutcome[], { equal }: Weighing): Rows {
  const differences = outcomes.map(({ lengthDifference }) => lengthDifference);
  if (!differences.every(Number.isFinite)) {
    throw new DataError("length-controlled win rate: expected finite length differences; measure both responses");
  }
  const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
  const sd = Math.sqrt(differences.reduce((a, d) => a + (d - mean) ** 2, 0) / differences.length);
  const index = new Map<string | number, number>();
  const totals: number[] = [];
  const prompt = Uint32Array.from(outcomes, ({ cluster, weight = 1 }) => {
    const at = index.get(cluster) ?? index.size;
    index.set(cluster, at);
    totals[at] = (totals[at] ?? 0) + weight;
    return at;
  });
  return {
    outcome: Float64Array.from(outcomes, ({ outcome }) => outcome),
    length: Float64Array.from(differences, (d) => (sd > 0 ? Math.tanh(d / sd) : 0)),
    weight: Float64Array.from(outcomes, ({ weight = 1 }, i) =>
      equal === "judgments" ? weight : weight / (totals[prompt[i] ?? 0] ?? 1),
    ),
    prompt,
    prompts: index.size,
  };
}

function fit(
  rows: Rows,
  counts: Uint32Array,
  { ridge, start, tolerance }: { ridge: number; start: Float64Array; tolerance?: number },
): [number, number] {
  const minimum = minimizeByNewton(start, (x) => logisticCurve(rows, counts, { x, ridge }), { tolerance });
  return [minimum?.x[0] ?? NaN, minimum?.x[1] ?? NaN];
}

function logisticCurve(rows: Rows, counts: Uint32Array, { x, ridge }: { x: Float64Array; ridge: number }): Curve {
  const [theta = 0, phi = 0] = x;
  let value = (ridge / 2) * (theta * theta + phi * phi);
  let [g0, g1, h00, h01, h11] = [ridge * theta, ridge * phi, ridge, 0, ridge];
  for (let i = 0; i < rows.outcome.length; i++) {
    const weight = (rows.weight[i] ?? 0) * (counts[rows.prompt[i] ?? 0] ?? 0);
    if (weight === 0) continue;
    const y = rows.outcome[i] ?? 0;
    const length = rows.length[i] ?? 0;
    const d = theta + phi * length;
    const e = Math.exp(-Math.abs(d)); // one exponential for σ(d) and ln σ(−d): this loop is the bootstrap's whole cost
    const p = d < 0 ? e / (1 + e) : 1 / (1 + e);
    value += weight * (Math.max(d, 0) + Math.log1p(e) - y * d);
    g0 += weight * (p - y);
    g1 += weight * (p - y) * length;
    const bend = weight * p * (1 - p);
    h00 += bend;
    h01 += bend * length;
    h11 += bend * length * length;
  }
  const hessian = new Matrix(2);
  hessian.values.set([h00, h01, h01, h11]);
  return { value, gradient: Float64Array.of(g0, g1), hessian };
}
