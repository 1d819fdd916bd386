import { DataError } from "@rlhf/domain";
import type { PairedOptions } from "./bradley-terry";
import { clusterCovariance, type Score } from "./cluster-covariance";
import { connectionOf, type Connection, type WinEdge } from "./connectivity";
import { choleskyFactor, choleskyInverse, Matrix } from "./matrix";
import { minimizeByNewton, type Curve } from "./newton";
import { abilityIndex, addRidge } from "./paired-fit";
import { rankItems, type RankedItem } from "./ranked-items";

/** `ranking`: best first. `rest`: shown too and beaten by all of `ranking`, in no order among themselves. */
export type Ranking = {
  ranking: readonly string[];
  rest?: readonly string[];
  cluster?: string | number;
  annotator?: string | number;
  weight?: number;
};
export type PlackettLuceFit = Connection & {
  items: RankedItem[];
  logLikelihood: number;
  aic: number;
  iterations: number;
  converged: boolean;
  rankings: number;
};

type Coded = { order: number[]; chosen: number; weight: number; source: Ranking };
type Design = { items: number; anchor: number; ridge: number };

/**
 * Plackett–Luce abilities from rankings of K, partial ones and "best of K" included: Π_k e^θ(k) / Σ_{l ≥ k} e^θ(l).
 * @throws DataError without rankings, for a repeated item, fewer than two items, or an unknown baseline.
 * @source Plackett 1975; Luce 1959; Hunter 2004, doi:10.1214/aos/1079120141; labeling.md 6.1
 */
export function fitPlackettLuce(
  rankings: readonly Ranking[],
  { baseline, ridge = 0.01, covariance = "model", level = 0.95 }: Omit<PairedOptions, "position"> = {},
): PlackettLuceFit {
  const { names, coded } = codeRankings(rankings);
  const anchor = baseline === undefined ? 0 : names.indexOf(baseline);
  if (anchor < 0) throw new DataError(`baseline: expected one of ${names.join(", ")}, got "${baseline}"`);
  const connection = connectionOf(names, rankingEdges(coded), ridge);
  const design: Design = { items: names.length, anchor, ridge };
  const minimum = minimizeByNewton(new Float64Array(names.length - 1), (x) => rankingCurve(coded, design, x));
  const factor = minimum === null ? null : choleskyFactor(minimum.hessian);
  if (minimum === null || factor === null) {
    throw new DataError("Plackett–Luce: expected rankings that determine the abilities, got too few; raise ridge");
  }
  const { x, iterations, converged } = minimum;
  const scores = (): Score[] => coded.map((ranking) => scoreOf(ranking, design, x));
  const logLikelihood = -(rankingCurve(coded, { ...design, ridge: 0 }, x)?.value ?? NaN);
  const counts = names.map((_, i) => coded.reduce((n, { order }) => n + (order.includes(i) ? 1 : 0), 0));
  const spread = clusterCovariance(choleskyInverse(factor), scores, covariance);
  return {
    ...connection,
    items: rankItems(names, { x, covariance: spread, anchor, level, counts }),
    logLikelihood,
    aic: 2 * (names.length - 1) - 2 * logLikelihood,
    iterations,
    converged,
    rankings: rankings.length,
  };
}

function codeRankings(rankings: readonly Ranking[]): { names: string[]; coded: Coded[] } {
  if (rankings.length === 0) throw new DataError("Plackett–Luce: expected at least one ranking, got none");
  const index = new Map<string, number>();
  const coded = rankings.map((source): Coded => {
    const all = [...source.ranking, ...(source.rest ?? [])];
    if (source.ranking.length === 0 || all.length < 2 || new Set(all).size < all.length) {
      throw new DataError(`Plackett–Luce: expected a ranking of two or more different items, got "${all.join(" > ")}"`);
    }
    for (const name of all) if (!index.has(name)) index.set(name, index.size);
    return {
      order: all.map((name) => index.get(name) ?? -1),
      chosen: Math.min(source.ranking.length, all.length - 1),
      weight: source.weight ?? 1,
      source,
    };
  });
  return { names: [...index.keys()], coded };
}

function rankingEdges(coded: readonly Coded[]): WinEdge[] {
  const edges = new Map<string, WinEdge>();
  for (const { order, chosen } of coded) {
    order.slice(0, chosen).forEach((from, k) => {
      for (const to of order.slice(k + 1)) edges.set(`${from}>${to}`, { from, to });
    });
  }
  return [...edges.values()];
}

/** Calls back for every choice of a ranking with the probabilities of the items then left. */
function eachChoice(
  { order, chosen }: Coded,
  theta: (item: number) => number,
  visit: (left: readonly number[], probability: readonly number[]) => void,
): void {
  for (let k = 0; k < chosen; k++) {
    const left = order.slice(k);
    const top = Math.max(...left.map(theta));
    const odds = left.map((item) => Math.exp(theta(item) - top));
    const sum = odds.reduce((a, b) => a + b, 0);
    visit(
      left,
      odds.map((o) => o / sum),
    );
  }
}

function abilities({ anchor }: Design, x: Float64Array): (item: number) => number {
  return (item) => (item === anchor ? 0 : (x[abilityIndex(item, anchor)] ?? NaN));
}

function rankingCurve(coded: readonly Coded[], design: Design, x: Float64Array): Curve | null {
  const gradient = new Float64Array(x.length);
  const hessian = new Matrix(x.length);
  const theta = abilities(design, x);
  const at = (item: number | undefined): number => abilityIndex(item ?? -1, design.anchor);
  let value = 0;
  for (const ranking of coded) {
    eachChoice(ranking, theta, (left, probability) => {
      value -= ranking.weight * Math.log(probability[0] ?? 0);
      for (let a = 0; a < left.length; a++) {
        const i = at(left[a]);
        if (i < 0) continue;
        const pa = probability[a] ?? 0;
        gradient[i] = (gradient[i] ?? 0) + ranking.weight * (pa - (a === 0 ? 1 : 0));
        for (let b = 0; b < left.length; b++) {
          const j = at(left[b]);
          if (j >= 0) hessian.add(i, j, ranking.weight * pa * ((a === b ? 1 : 0) - (probability[b] ?? 0)));
        }
      }
    });
  }
  value += addRidge(gradient, hessian, { design, x });
  return Number.isFinite(value) ? { value, gradient, hessian } : null;
}

function scoreOf(ranking: Coded, design: Design, x: Float64Array): Score {
  const entries: { index: number; value: number }[] = [];
  eachChoice(ranking, abilities(design, x), (left, probability) => {
    left.forEach((item, a) => {
      const index = abilityIndex(item, design.anchor);
      if (index >= 0) entries.push({ index, value: (a === 0 ? 1 : 0) - (probability[a] ?? 0) });
    });
  });
  const { cluster, annotator } = ranking.source;
  return { entries, weight: ranking.weight, cluster, annotator };
}
