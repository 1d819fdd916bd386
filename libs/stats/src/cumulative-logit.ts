import type { Answer, Link } from "./paired-link";
import { sigmoid } from "./paired-link";

/**
 * Symmetric cumulative logit: P(Y ≤ c) = σ(τ_c − d) with τ_{−c} = −τ_c, for answers from "right much better" to "left
 * much better". With three answers it is Rao and Kupper's model, τ = ln η. The shape is the thresholds above zero.
 * @source Agresti 1992, doi:10.2307/2347562; Rao & Kupper 1967, doi:10.1080/01621459.1967.10482901
 */
export function cumulativeLogitLink(categories: number): Link {
  const shapes = Math.floor((categories - 1) / 2);
  const zeroThreshold = categories % 2 === 0 ? 1 : 0;
  const thresholds = thresholdTerms(shapes, zeroThreshold);
  return {
    categories,
    shapes,
    start: Array.from({ length: shapes }, (_, i) => 0.5 * (i + 1)),
    evaluate(d, shape) {
      for (let i = 0; i < shapes; i++) {
        if (!((shape[i] ?? NaN) > (i === 0 ? 0 : (shape[i - 1] ?? NaN)))) return null;
      }
      const answers: Answer[] = [];
      for (let c = 0; c < categories; c++) {
        const answer = between(edge(thresholds[c - 1], d, shape), edge(thresholds[c], d, shape), shapes);
        if (answer === null) return null;
        answers.push(answer);
      }
      return answers;
    },
  };
}

type Term = { sign: number; index: number };
type Edge = { at: number; term: Term };

/** τ_1 … τ_{C−1} as ± a shape parameter; sign 0 is the threshold fixed at zero. */
function thresholdTerms(shapes: number, zeroThreshold: number): Term[] {
  const above = Array.from({ length: shapes }, (_, index) => ({ sign: 1, index }));
  const below = above.map(({ index }) => ({ sign: -1, index })).reverse();
  return [...below, ...Array.from({ length: zeroThreshold }, () => ({ sign: 0, index: 0 })), ...above];
}

function edge(term: Term | undefined, d: number, shape: ArrayLike<number>): Edge | null {
  if (term === undefined) return null;
  return { at: term.sign * (term.sign === 0 ? 0 : (shape[term.index] ?? NaN)) - d, term };
}

/** ln of σ(upper) − σ(lower), with a missing edge at infinity. */
function between(lower: Edge | null, upper: Edge | null, shapes: number): Answer | null {
  const p =
    lower === null
      ? sigmoid(upper?.at ?? Infinity)
      : upper === null
        ? sigmoid(-lower.at)
        : lower.at > 0
          ? sigmoid(-lower.at) - sigmoid(-upper.at)
          : sigmoid(upper.at) - sigmoid(lower.at);
  if (!(p > 1e-300)) return null;
  const slope = new Array<number>(shapes + 1).fill(0);
  const curvature = slope.map(() => new Array<number>(shapes + 1).fill(0));
  const up = upper === null ? null : { direction: direction(upper, shapes), ...logistic(upper.at) };
  const low = lower === null ? null : { direction: direction(lower, shapes), ...logistic(lower.at) };
  for (let i = 0; i <= shapes; i++) {
    slope[i] = ((up?.density ?? 0) * (up?.direction[i] ?? 0) - (low?.density ?? 0) * (low?.direction[i] ?? 0)) / p;
  }
  for (let i = 0; i <= shapes; i++) {
    const row = curvature[i] ?? [];
    for (let j = 0; j <= shapes; j++) {
      const bendUp = (up?.bend ?? 0) * (up?.direction[i] ?? 0) * (up?.direction[j] ?? 0);
      const bendLow = (low?.bend ?? 0) * (low?.direction[i] ?? 0) * (low?.direction[j] ?? 0);
      row[j] = (bendUp - bendLow) / p - (slope[i] ?? 0) * (slope[j] ?? 0);
    }
  }
  return { lnP: Math.log(p), slope, curvature };
}

/** Derivative of the edge by (d, ...shape). */
function direction({ term }: Edge, shapes: number): number[] {
  const by = new Array<number>(shapes + 1).fill(0);
  by[0] = -1;
  if (term.sign !== 0) by[term.index + 1] = term.sign;
  return by;
}

function logistic(x: number): { density: number; bend: number } {
  const p = sigmoid(x);
  return { density: p * (1 - p), bend: p * (1 - p) * (1 - 2 * p) };
}
