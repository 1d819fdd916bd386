import { DataError } from "@rlhf/domain";
import { resampleCounts, type BootstrapOptions } from "./bootstrap";
import { percentileInterval, type Interval } from "./interval";

/** Best-of-n: R(d) = d(α − βd). Reinforcement learning: R(d) = d(α − β ln d). d = √KL in √nats. */
export type OptimizationForm = "best-of-n" | "rl";
/** `reward`: gold reward above the initial policy's. `cluster` names the run that points share. */
export type OptimizationPoint = { distance: number; reward: number; cluster?: string | number };
export type Peak = { distance: number; reward: number };
export type OverOptimizationFit = {
  form: OptimizationForm;
  alpha: number;
  beta: number;
  alphaInterval: Interval;
  betaInterval: Interval;
  rSquared: number;
  /** Where more optimisation begins to hurt; null when the fitted curve never turns. */
  peak: Peak | null;
  /** Upper end Infinity when some resamples never turn. */
  peakDistanceInterval: Interval;
};

/**
 * Gao's law of reward-model over-optimisation by least squares; intervals by resampling runs (points without a cluster
 * are runs of their own) and refitting; below some hundred runs they are a little too narrow.
 * @throws DataError with fewer than three points at positive distance.
 * @source Gao, Schulman & Hilton 2022, arXiv:2210.10760, section 3.1
 */
export function fitOverOptimization(
  points: readonly OptimizationPoint[],
  { form, uniform, resamples = 1000, level = 0.95 }: BootstrapOptions & { form: OptimizationForm },
): OverOptimizationFit {
  if (points.filter(({ distance }) => distance > 0).length < 3 || points.some(({ distance }) => !(distance >= 0))) {
    throw new DataError(`over-optimisation: expected three or more points at distances above 0, got ${points.length}`);
  }
  const runs = groupRuns(points).map((run) => momentsOf(run, form));
  const { alpha, beta } = solve(runs);
  const draws = {
    alpha: new Float64Array(resamples),
    beta: new Float64Array(resamples),
    peak: new Float64Array(resamples),
  };
  for (let b = 0; b < resamples; b++) {
    const drawn = solve(runs, resampleCounts(runs.length, uniform));
    draws.alpha[b] = drawn.alpha;
    draws.beta[b] = drawn.beta;
    draws.peak[b] = peakDistance(drawn, form);
  }
  const mean = points.reduce((sum, { reward }) => sum + reward / points.length, 0);
  const spread = points.reduce((sum, { reward }) => sum + (reward - mean) ** 2, 0);
  const fitted = { form, alpha, beta };
  const error = points.reduce((sum, p) => sum + (p.reward - overOptimizationCurve(fitted, p.distance)) ** 2, 0);
  const distance = peakDistance(fitted, form);
  const interval = (values: Float64Array): Interval => percentileInterval(values, { level, clusters: runs.length });
  return {
    ...fitted,
    alphaInterval: interval(draws.alpha),
    betaInterval: interval(draws.beta),
    rSquared: 1 - error / spread,
    peak: distance === Infinity ? null : { distance, reward: overOptimizationCurve(fitted, distance) },
    peakDistanceInterval: interval(draws.peak),
  };
}

/** Fitted gold reward at a distance, 0 at distance 0. */
export function overOptimizationCurve(
  { form, alpha, beta }: { form: OptimizationForm; alpha: number; beta: number },
  distance: number,
): number {
  const [rise, fall] = features(distance, form);
  return alpha * rise + beta * fall;
}

function features(d: number, form: OptimizationForm): [number, number] {
  if (form === "best-of-n") return [d, -d * d];
  return [d, d === 0 ? 0 : -d * Math.log(d)];
}

/** Σ of xxᵀ and of x·reward over the points of one run, x = the form's two features. */
type Moments = readonly [xx: number, xy: number, yy: number, xr: number, yr: number];

function momentsOf(run: readonly OptimizationPoint[], form: OptimizationForm): Moments {
  let [xx, xy, yy, xr, yr] = [0, 0, 0, 0, 0];
  for (const { distance, reward } of run) {
    const [x, y] = features(distance, form);
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xr += x * reward;
    yr += y * reward;
  }
  return [xx, xy, yy, xr, yr];
}

/** Least squares over the runs, each taken `counts` times; NaN for a resample with one distance only. */
function solve(runs: readonly Moments[], counts?: Uint32Array): { alpha: number; beta: number } {
  const sums = [0, 0, 0, 0, 0];
  runs.forEach((moments, r) => {
    const times = counts === undefined ? 1 : (counts[r] ?? 0);
    if (times > 0) moments.forEach((moment, i) => (sums[i] = (sums[i] ?? 0) + times * moment));
  });
  const [xx = 0, xy = 0, yy = 0, xr = 0, yr = 0] = sums;
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-12 * xx * yy)) return { alpha: NaN, beta: NaN };
  return { alpha: (yy * xr - xy * yr) / determinant, beta: (xx * yr - xy * xr) / determinant };
}

/** Best-of-n α/2β, RL e^(α/β − 1); Infinity when the curve never falls. */
function peakDistance({ alpha, beta }: { alpha: number; beta: number }, form: OptimizationForm): number {
  if (Number.isNaN(beta)) return NaN;
  if (beta <= 0) return Infinity;
  return form === "best-of-n" ? Math.max(0, alpha / (2 * beta)) : Math.exp(alpha / beta - 1);
}

function groupRuns(points: readonly OptimizationPoint[]): OptimizationPoint[][] {
  const runs = new Map<string | number | symbol, OptimizationPoint[]>();
  for (const point of points) {
    const key = point.cluster ?? Symbol("a run of its own");
    const run = runs.get(key);
    if (run === undefined) runs.set(key, [point]);
    else run.push(point);
  }
  return [...runs.values()];
}
