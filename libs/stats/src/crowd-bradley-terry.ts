import { DataError } from "@rlhf/domain";
import type { PairedJudgment, PairedOptions } from "./bradley-terry";
import { choleskyFactor, choleskyInverse, Matrix } from "./matrix";
import { minimizeByNewton, type Curve } from "./newton";
import { abilityIndex, addRidge, assertFittable } from "./paired-fit";
import { sigmoid } from "./paired-link";
import { rankItems, type RankedItem } from "./ranked-items";

export type CrowdBradleyTerryFit = {
  items: RankedItem[];
  annotators: {
    annotator: string | number;
    /** Chance to report the answer the abilities would give: 1 reliable, ½ a coin, 0 reversed. */
    quality: number;
    judgments: number;
  }[];
  logLikelihood: number;
  iterations: number;
  converged: boolean;
};
export type CrowdOptions = Pick<PairedOptions, "baseline" | "ridge" | "level"> & {
  /** Beta prior of the qualities; with its mode above ½ it also says which way round the abilities are. */
  prior?: readonly [number, number];
};

/** One annotator's judgments of one pair: weights of "left won" and "right won", ties half each. */
type Cell = { left: number; right: number; annotator: number; wins: number; losses: number };
type Design = { items: number; annotators: number; anchor: number; ridge: number; prior: readonly [number, number] };

/**
 * Crowd-BT: P(a says i ≻ j) = η_a σ(θ_i − θ_j) + (1 − η_a) σ(θ_j − θ_i), abilities and qualities together at the
 * posterior's maximum (over the logits of the qualities). Intervals of abilities come from its curvature; qualities have
 * none, their posterior is too skewed near 1 for that.
 * @throws DataError as `fitBradleyTerry`, or when a judgment names no annotator.
 * @source Chen et al. 2013, doi:10.1145/2433396.2433420; labeling.md 6.5
 */
export function fitCrowdBradleyTerry(
  judgments: readonly PairedJudgment[],
  { baseline, ridge = 0.01, level = 0.95, prior = [10, 2] }: CrowdOptions = {},
): CrowdBradleyTerryFit {
  assertFittable(judgments, { ridge });
  const { names, annotators, cells, counts } = gather(judgments);
  const anchor = baseline === undefined ? 0 : names.indexOf(baseline);
  if (anchor < 0) throw new DataError(`baseline: expected one of ${names.join(", ")}, got "${baseline}"`);
  const design: Design = { items: names.length, annotators: annotators.length, anchor, ridge, prior };
  const start = new Float64Array(names.length - 1 + annotators.length);
  start.fill(Math.log(9), names.length - 1); // quality 0.9
  const minimum = minimizeByNewton(start, (x) => crowdCurve(cells, design, x));
  const factor = minimum === null ? null : choleskyFactor(minimum.hessian);
  if (minimum === null || factor === null) {
    throw new DataError(
      "crowd Bradley–Terry: expected judgments that determine the abilities, got too few; raise ridge",
    );
  }
  const { x, iterations, converged } = minimum;
  const covariance = choleskyInverse(factor);
  return {
    items: rankItems(names, { x, covariance, anchor, level, counts }),
    annotators: annotators.map((annotator, a) => ({
      annotator,
      quality: sigmoid(x[names.length - 1 + a] ?? NaN),
      judgments: judgments.filter((judgment) => judgment.annotator === annotator).length,
    })),
    logLikelihood: cells.reduce((sum, cell) => sum + cellLikelihood(cell, design, x).lnP, 0),
    iterations,
    converged,
  };
}

function gather(judgments: readonly PairedJudgment[]): {
  names: string[];
  annotators: (string | number)[];
  cells: Cell[];
  counts: number[];
} {
  const names = new Map<string, number>();
  const annotators = new Map<string | number, number>();
  const cells = new Map<string, Cell>();
  const counts: number[] = [];
  const indexOf = <K>(map: Map<K, number>, key: K): number => {
    const at = map.get(key) ?? map.size;
    map.set(key, at);
    return at;
  };
  for (const { left, right, outcome, annotator, weight = 1 } of judgments) {
    if (annotator === undefined) {
      throw new DataError("crowd Bradley–Terry: expected every judgment to name its annotator, got one that does not");
    }
    const [l, r, a] = [indexOf(names, left), indexOf(names, right), indexOf(annotators, annotator)];
    for (const item of [l, r]) counts[item] = (counts[item] ?? 0) + 1;
    const key = `${l}:${r}:${a}`;
    const cell = cells.get(key) ?? { left: l, right: r, annotator: a, wins: 0, losses: 0 };
    cell.wins += weight * outcome;
    cell.losses += weight * (1 - outcome);
    cells.set(key, cell);
  }
  return { names: [...names.keys()], annotators: [...annotators.keys()], cells: [...cells.values()], counts };
}

/** ln P of a cell with its first and second derivatives by the difference d and the quality's logit. */
function cellLikelihood(
  { left, right, annotator, wins, losses }: Cell,
  { items, anchor }: Design,
  x: Float64Array,
): { lnP: number; slope: [number, number]; curvature: [number, number, number] } {
  const ability = (item: number): number => (item === anchor ? 0 : (x[abilityIndex(item, anchor)] ?? NaN));
  const s = sigmoid(ability(left) - ability(right));
  const eta = sigmoid(x[items - 1 + annotator] ?? NaN);
  const density = s * (1 - s);
  const etaSlope = eta * (1 - eta);
  const p = 1 - eta + (2 * eta - 1) * s;
  const [pd, pq] = [(2 * eta - 1) * density, (2 * s - 1) * etaSlope];
  const pdd = pd * (1 - 2 * s);
  const pqq = pq * (1 - 2 * eta);
  const pdq = 2 * density * etaSlope;
  const first = wins / p - losses / (1 - p);
  const second = wins / p ** 2 + losses / (1 - p) ** 2;
  return {
    lnP: (wins > 0 ? wins * Math.log(p) : 0) + (losses > 0 ? losses * Math.log(1 - p) : 0),
    slope: [first * pd, first * pq],
    curvature: [first * pdd - second * pd * pd, first * pdq - second * pd * pq, first * pqq - second * pq * pq],
  };
}

function crowdCurve(cells: readonly Cell[], design: Design, x: Float64Array): Curve | null {
  const { items, annotators, anchor, prior } = design;
  const gradient = new Float64Array(x.length);
  const hessian = new Matrix(x.length);
  let value = 0;
  for (const cell of cells) {
    const { lnP, slope, curvature } = cellLikelihood(cell, design, x);
    value -= lnP;
    const moves = [
      { index: abilityIndex(cell.left, anchor), part: 0, sign: 1 },
      { index: abilityIndex(cell.right, anchor), part: 0, sign: -1 },
      { index: items - 1 + cell.annotator, part: 1, sign: 1 },
    ].filter(({ index }) => index >= 0);
    for (const a of moves) {
      gradient[a.index] = (gradient[a.index] ?? 0) - a.sign * (slope[a.part] ?? 0);
      for (const b of moves) hessian.add(a.index, b.index, -a.sign * b.sign * (curvature[a.part + b.part] ?? 0));
    }
  }
  for (let at = items - 1; at < items - 1 + annotators; at++) {
    const eta = sigmoid(x[at] ?? NaN);
    const [a, b] = prior; // the density of the logit has the powers a and b, not a − 1 and b − 1
    value -= a * Math.log(eta) + b * Math.log(1 - eta);
    gradient[at] = (gradient[at] ?? 0) - a * (1 - eta) + b * eta;
    hessian.add(at, at, (a + b) * eta * (1 - eta));
  }
  value += addRidge(gradient, hessian, { design, x });
  return Number.isFinite(value) ? { value, gradient, hessian } : null;
}
