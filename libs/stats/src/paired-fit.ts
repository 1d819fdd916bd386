import { ConfigError, DataError } from "@rlhf/domain";
import { clusterCovariance, type CovarianceKind, type Score } from "./cluster-covariance";
import { choleskyFactor, choleskyInverse, Matrix } from "./matrix";
import { minimizeByNewton, type Curve } from "./newton";
import type { Answer, Link } from "./paired-link";

/** A judgment with items and answer as indices; `category` counts from the right side's best to the left side's best. */
export type CodedJudgment = {
  left: number;
  right: number;
  category: number;
  weight: number;
  cluster?: string | number;
  annotator?: string | number;
};
export type PairedDesign = { items: number; anchor: number; position: boolean; ridge: number; link: Link };
/** Parameter order: abilities without the anchor, then γ if fitted, then the link's shape. */
export type PairedSolution = {
  x: Float64Array;
  covariance: Matrix;
  logLikelihood: number;
  iterations: number;
  converged: boolean;
};

/** All judgments of one pair in one order. */
type Cell = { left: number; right: number; weights: Float64Array };

/**
 * Maximum of Σ w ln P − (ridge/2)·Σ(θ − θ̄)², over cells, so that the cost of a step does not grow with the judgments.
 * The penalty equals (ridge/2)‖θ‖² before the anchor is moved to 0, hence the anchor changes no difference.
 */
export function fitPaired(
  judgments: readonly CodedJudgment[],
  design: PairedDesign,
  covariance: CovarianceKind,
): PairedSolution {
  const cells = gatherCells(judgments, design.link.categories);
  const start = new Float64Array(parameterCount(design));
  start.set(design.link.start, start.length - design.link.shapes);
  const minimum = minimizeByNewton(start, (x) => penalizedCurve(cells, design, x));
  const factor = minimum === null ? null : choleskyFactor(minimum.hessian);
  if (minimum === null || factor === null || !minimum.x.every(Number.isFinite)) {
    throw new DataError(
      "paired comparison: expected judgments that determine the abilities, got too few or one-sided ones; " +
        "raise ridge or collect the missing comparisons",
    );
  }
  const bread = choleskyInverse(factor);
  return {
    x: minimum.x,
    covariance: clusterCovariance(bread, () => judgmentScores(judgments, design, minimum.x), covariance),
    logLikelihood: logLikelihood(cells, design, minimum.x),
    iterations: minimum.iterations,
    converged: minimum.converged,
  };
}

export function parameterCount({ items, position, link }: PairedDesign): number {
  return items - 1 + (position ? 1 : 0) + link.shapes;
}

/** Index of an item's ability among the parameters; −1 for the anchor. */
export function abilityIndex(item: number, anchor: number): number {
  return item === anchor ? -1 : item < anchor ? item : item - 1;
}

function gatherCells(judgments: readonly CodedJudgment[], categories: number): Cell[] {
  const cells = new Map<string, Cell>();
  for (const { left, right, category, weight } of judgments) {
    const key = `${left}:${right}`;
    const cell = cells.get(key) ?? { left, right, weights: new Float64Array(categories) };
    cell.weights[category] = (cell.weights[category] ?? 0) + weight;
    cells.set(key, cell);
  }
  return [...cells.values()];
}

/** Answers of one ordered pair and which parameters they move: parallel lists of index and factor by (d, ...shape). */
function answersOf(
  { left, right }: { left: number; right: number },
  { anchor, items, position, link }: PairedDesign,
  x: Float64Array,
): { answers: Answer[] | null; moves: { index: number; part: number; sign: number }[] } {
  const moves: { index: number; part: number; sign: number }[] = [];
  const [l, r] = [abilityIndex(left, anchor), abilityIndex(right, anchor)];
  if (l >= 0) moves.push({ index: l, part: 0, sign: 1 });
  if (r >= 0) moves.push({ index: r, part: 0, sign: -1 });
  if (position) moves.push({ index: items - 1, part: 0, sign: 1 });
  const d = moves.reduce((sum, { index, sign }) => sum + sign * (x[index] ?? 0), 0);
  const shapeAt = x.length - link.shapes;
  for (let s = 0; s < link.shapes; s++) moves.push({ index: shapeAt + s, part: s + 1, sign: 1 });
  return { answers: link.evaluate(d, x.subarray(shapeAt)), moves };
}

function penalizedCurve(cells: readonly Cell[], design: PairedDesign, x: Float64Array): Curve | null {
  const gradient = new Float64Array(x.length);
  const hessian = new Matrix(x.length);
  let value = 0;
  for (const cell of cells) {
    const { answers, moves } = answersOf(cell, design, x);
    if (answers === null) return null;
    for (let c = 0; c < answers.length; c++) {
      const answer = answers[c];
      const weight = cell.weights[c] ?? 0;
      if (answer === undefined || weight === 0) continue;
      value -= weight * answer.lnP;
      for (const a of moves) {
        gradient[a.index] = (gradient[a.index] ?? 0) - weight * a.sign * (answer.slope[a.part] ?? 0);
        for (const b of moves) {
          hessian.add(a.index, b.index, -weight * a.sign * b.sign * (answer.curvature[a.part]?.[b.part] ?? 0));
        }
      }
    }
  }
  value += addRidge(gradient, hessian, { design, x });
  return Number.isFinite(value) ? { value, gradient, hessian } : null;
}

/** Adds the gradient and Hessian of (ridge/2)·Σ(θ − θ̄)² in place and returns its value. */
export function addRidge(
  gradient: Float64Array,
  hessian: Matrix,
  { design: { items, ridge }, x }: { design: { items: number; ridge: number }; x: Float64Array },
): number {
  const free = x.subarray(0, items - 1);
  const mean = free.reduce((a, b) => a + b, 0) / items;
  let value = (ridge / 2) * mean * mean; // the anchor's own term
  free.forEach((theta, i) => {
    value += (ridge / 2) * (theta - mean) ** 2;
    gradient[i] = (gradient[i] ?? 0) + ridge * (theta - mean);
    for (let j = 0; j < free.length; j++) hessian.add(i, j, ridge * ((i === j ? 1 : 0) - 1 / items));
  });
  return value;
}

function logLikelihood(cells: readonly Cell[], design: PairedDesign, x: Float64Array): number {
  let sum = 0;
  for (const cell of cells) {
    const { answers } = answersOf(cell, design, x);
    cell.weights.forEach((weight, c) => {
      if (weight > 0) sum += weight * (answers?.[c]?.lnP ?? NaN);
    });
  }
  return sum;
}

/** Each judgment's gradient of ln P; answers are computed once per ordered pair. */
function* judgmentScores(judgments: readonly CodedJudgment[], design: PairedDesign, x: Float64Array): Generator<Score> {
  const known = new Map<number, { index: number; value: number }[][]>();
  for (const judgment of judgments) {
    const key = judgment.left * design.items + judgment.right;
    let entries = known.get(key);
    if (entries === undefined) {
      const { answers, moves } = answersOf(judgment, design, x);
      entries = (answers ?? []).map(({ slope }) =>
        moves.map(({ index, part, sign }) => ({ index, value: sign * (slope[part] ?? 0) })),
      );
      known.set(key, entries);
    }
    const { cluster, annotator, weight } = judgment;
    yield { entries: entries[judgment.category] ?? [], weight, cluster, annotator };
  }
}

/** Refuses items, answers and weights that no model can use. */
export function assertFittable(
  judgments: readonly { left: string; right: string; weight?: number }[],
  { ridge }: { ridge: number },
): void {
  if (!(ridge >= 0)) throw new ConfigError(`ridge: expected a number ≥ 0, got ${ridge}`);
  if (judgments.length === 0) throw new DataError("paired comparison: expected at least one judgment, got none");
  for (const { left, right, weight = 1 } of judgments) {
    if (left === right) throw new DataError(`paired comparison: expected two different items, got "${left}" twice`);
    if (!(weight > 0) || weight === Infinity) {
      throw new DataError(
        `paired comparison: expected positive finite weights, got ${weight}; leave such judgments out`,
      );
    }
  }
}
