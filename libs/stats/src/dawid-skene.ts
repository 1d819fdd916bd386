import { DataError } from "@rlhf/domain";
import type { Rating } from "./ratings";

export type DawidSkeneOptions = {
  /** `one-coin` has one accuracy per annotator: use it until an annotator has 50 items. */
  model?: "full" | "one-coin";
  /** Pseudo-count of every cell of a confusion matrix; 0 is plain maximum likelihood. */
  smoothing?: number;
  maxIterations?: number;
  tolerance?: number;
};
export type DawidSkene = {
  /** The values that occur, ascending; all lists below follow this order. */
  classes: number[];
  prior: number[];
  items: { item: string | number; posterior: number[] }[];
  annotators: {
    annotator: string | number;
    ratings: number;
    /** Row: true class; column: what the annotator says. */
    confusion: number[][];
    /** Chance of a right answer under the prior. */
    accuracy: number;
  }[];
  logLikelihood: number;
  iterations: number;
  converged: boolean;
};

/** Counts n_ul by annotator, sparse. */
type Answers = { annotator: number; said: number };
type Model = { prior: number[]; confusion: number[][][] };

/**
 * True classes and annotators' confusion matrices by EM from everyone's ratings, repeated ones included.
 * @throws DataError without ratings.
 * @source Dawid & Skene 1979, doi:10.2307/2346806; labeling.md 6.5
 */
export function dawidSkene(
  ratings: readonly Rating[],
  { model: kind = "full", smoothing = 0.01, maxIterations = 2000, tolerance = 1e-9 }: DawidSkeneOptions = {},
): DawidSkene {
  if (ratings.length === 0) throw new DataError("Dawid–Skene: expected at least one rating, got none");
  const classes = [...new Set(ratings.map(({ value }) => value))].sort((a, b) => a - b);
  const annotators = [...new Set(ratings.map(({ annotator }) => annotator))];
  const byItem = groupByItem(ratings, classes, annotators);
  const answers = [...byItem.values()];
  const shape = { kind, smoothing, classes: classes.length, annotators: annotators.length };
  let posteriors = answers.map((list) => shares(list, classes.length));
  let model = maximize(answers, posteriors, shape);
  let logLikelihood = -Infinity;
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < maxIterations) {
    const expected = expect(answers, model);
    posteriors = expected.posteriors;
    converged = Math.abs(expected.logLikelihood - logLikelihood) <= tolerance * (1 + Math.abs(expected.logLikelihood));
    logLikelihood = expected.logLikelihood;
    model = maximize(answers, posteriors, shape);
    iterations++;
  }
  const { prior, confusion } = model;
  return {
    classes,
    prior,
    items: [...byItem.keys()].map((item, u) => ({ item, posterior: posteriors[u] ?? [] })),
    annotators: annotators.map((annotator, a) => ({
      annotator,
      ratings: ratings.filter((rating) => rating.annotator === annotator).length,
      confusion: confusion[a] ?? [],
      accuracy: prior.reduce((sum, p, j) => sum + p * (confusion[a]?.[j]?.[j] ?? 0), 0),
    })),
    logLikelihood,
    iterations,
    converged,
  };
}

function groupByItem(
  ratings: readonly Rating[],
  classes: readonly number[],
  annotators: readonly (string | number)[],
): Map<string | number, Answers[]> {
  const classAt = new Map(classes.map((value, l) => [value, l]));
  const annotatorAt = new Map(annotators.map((annotator, a) => [annotator, a]));
  const items = new Map<string | number, Answers[]>();
  for (const { item, annotator, value } of ratings) {
    const answer = { annotator: annotatorAt.get(annotator) ?? -1, said: classAt.get(value) ?? -1 };
    const list = items.get(item);
    if (list === undefined) items.set(item, [answer]);
    else list.push(answer);
  }
  return items;
}

/** The paper's start: the share of each answer (eq. 3.1). */
function shares(answers: readonly Answers[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const { said } of answers) counts[said] = (counts[said] ?? 0) + 1 / answers.length;
  return counts;
}

/** E-step in logarithms: T_uj ∝ p_j Π π^a_jl (eq. 2.5). */
function expect(
  answers: readonly (readonly Answers[])[],
  { prior, confusion }: Model,
): { posteriors: number[][]; logLikelihood: number } {
  let logLikelihood = 0;
  const posteriors = answers.map((list) => {
    const logs = prior.map((p, j) =>
      list.reduce((sum, { annotator, said }) => sum + Math.log(confusion[annotator]?.[j]?.[said] ?? 0), Math.log(p)),
    );
    const top = Math.max(...logs);
    const sum = logs.reduce((total, x) => total + Math.exp(x - top), 0);
    logLikelihood += top + Math.log(sum);
    return logs.map((x) => Math.exp(x - top) / sum);
  });
  return { posteriors, logLikelihood };
}

type Shape = { kind: "full" | "one-coin"; smoothing: number; classes: number; annotators: number };

/** M-step: confusion from expected counts plus the pseudo-count, prior from mean posteriors (eq. 2.3, 2.4). */
function maximize(
  answers: readonly (readonly Answers[])[],
  posteriors: readonly (readonly number[])[],
  { kind, smoothing, classes, annotators }: Shape,
): Model {
  const counts = Array.from({ length: annotators }, () =>
    Array.from({ length: classes }, () => new Array<number>(classes).fill(smoothing)),
  );
  const prior = new Array<number>(classes).fill(0);
  answers.forEach((list, u) => {
    const posterior = posteriors[u] ?? [];
    posterior.forEach((t, j) => (prior[j] = (prior[j] ?? 0) + t / answers.length));
    for (const { annotator, said } of list) {
      posterior.forEach((t, j) => {
        const row = counts[annotator]?.[j];
        if (row !== undefined) row[said] = (row[said] ?? 0) + t;
      });
    }
  });
  return { prior, confusion: counts.map((rows) => (kind === "full" ? rows.map(normalized) : oneCoin(rows))) };
}

function normalized(row: readonly number[]): number[] {
  const sum = row.reduce((a, b) => a + b, 0);
  return row.map((x) => (sum > 0 ? x / sum : 1 / row.length)); // a class never seen with this annotator says nothing
}

/** One accuracy on the diagonal, the rest shared evenly. */
function oneCoin(rows: readonly (readonly number[])[]): number[][] {
  const all = rows.flat().reduce((a, b) => a + b, 0);
  const right = rows.reduce((sum, row, j) => sum + (row[j] ?? 0), 0);
  const accuracy = rows.length === 1 ? 1 : right / all;
  return rows.map((row, j) => row.map((_, l) => (j === l ? accuracy : (1 - accuracy) / (rows.length - 1))));
}
