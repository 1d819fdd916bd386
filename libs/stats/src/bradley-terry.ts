import { DataError } from "@rlhf/domain";
import type { CovarianceKind } from "./cluster-covariance";
import { connectionOf, type Connection, type WinEdge } from "./connectivity";
import { cumulativeLogitLink } from "./cumulative-logit";
import type { Interval, Outcome } from "./interval";
import { assertFittable, fitPaired, parameterCount, type CodedJudgment, type PairedDesign } from "./paired-fit";
import { bradleyTerryLink, davidsonLink, type Link } from "./paired-link";
import { rankItems, type RankedItem } from "./ranked-items";
import { normalQuantile } from "./special-functions";
import type { Matrix } from "./matrix";

/** `left` was shown left or first; `outcome` 1 when it won. `cluster` names the prompt. Weight defaults to 1. */
export type PairedJudgment = {
  left: string;
  right: string;
  outcome: Outcome;
  cluster?: string | number;
  annotator?: string | number;
  weight?: number;
};

/** How ties enter: Davidson's ν, Rao and Kupper's η, or half a win each. */
export type TieModel = "davidson" | "rao-kupper" | "half";

export type PairedOptions = {
  /** Fit the advantage γ of being shown left. */
  position?: boolean;
  /** Item held at ability 0 (Elo 1000); the first one seen by default. */
  baseline?: string;
  /** λ of (λ/2)‖θ‖². */
  ridge?: number;
  covariance?: CovarianceKind;
  level?: number;
};
export type BradleyTerryOptions = PairedOptions & { ties?: TieModel };

export type Estimate = { value: number; standardError: number; interval: Interval };
export type PairedFit = Connection & {
  /** In order of first appearance; abilities in natural-log odds, baseline 0. */
  items: RankedItem[];
  /** γ in natural-log odds; null when not fitted. */
  position: Estimate | null;
  logLikelihood: number;
  /** −2 ln L + 2·parameters: compare Davidson with Rao–Kupper by it; no likelihood, hence no AIC, for "half" with ties. */
  aic: number;
  iterations: number;
  converged: boolean;
  judgments: number;
};
/** ν of Davidson or η of Rao and Kupper; null without ties or with ties as halves. */
export type BradleyTerryFit = PairedFit & { tie: (Estimate & { model: "davidson" | "rao-kupper" }) | null };

/**
 * Bradley–Terry abilities with ties and position effect, by Newton's method over cells of equal judgments.
 * @throws DataError without judgments, for an item against itself, when all are ties, or for an unknown baseline.
 * @source Bradley & Terry 1952; Davidson 1970; Davidson & Beaver 1977 (order effect); labeling.md 6.1
 */
export function fitBradleyTerry(
  judgments: readonly PairedJudgment[],
  options: BradleyTerryOptions = {},
): BradleyTerryFit {
  const model = options.ties ?? "davidson";
  const hasTies = judgments.some(({ outcome }) => outcome === 0.5);
  if (hasTies && model !== "half" && judgments.every(({ outcome }) => outcome === 0.5)) {
    throw new DataError('Bradley–Terry: expected some decided judgments, got ties only; fit with ties: "half"');
  }
  const link = !hasTies || model === "half" ? bradleyTerryLink : tieLinks[model];
  const { shape, ...fit } = fitPairedJudgments(judgments, { category: ({ outcome }) => outcome * 2, link }, options);
  const [tie] = shape;
  return {
    ...fit,
    aic: hasTies && model === "half" ? NaN : fit.aic,
    tie: tie === undefined || model === "half" ? null : { model, ...exponentiated(tie) },
  };
}

const tieLinks = { davidson: davidsonLink, "rao-kupper": cumulativeLogitLink(3) };

type Coding<J> = { category: (judgment: J) => number; link: Link };
type Base = { left: string; right: string; cluster?: string | number; annotator?: string | number; weight?: number };

/** Any paired-comparison model of judgments: codes the items, fits, and reads the solution back by name. */
export function fitPairedJudgments<J extends Base>(
  judgments: readonly J[],
  { category, link }: Coding<J>,
  { position = false, baseline, ridge = 0.01, covariance = "model", level = 0.95 }: PairedOptions,
): PairedFit & { shape: Estimate[] } {
  assertFittable(judgments, { ridge });
  const names = [...new Set(judgments.flatMap(({ left, right }) => [left, right]))];
  const index = new Map(names.map((name, i) => [name, i]));
  const at = (name: string): number => index.get(name) ?? -1;
  const anchor = baseline === undefined ? 0 : at(baseline);
  if (anchor < 0) throw new DataError(`baseline: expected one of ${names.join(", ")}, got "${baseline}"`);
  const coded: CodedJudgment[] = judgments.map((judgment) => ({
    left: at(judgment.left),
    right: at(judgment.right),
    category: category(judgment),
    weight: judgment.weight ?? 1,
    cluster: judgment.cluster,
    annotator: judgment.annotator,
  }));
  const connected = connectionOf(names, winEdges(coded, link.categories), ridge);
  const design: PairedDesign = { items: names.length, anchor, position, ridge, link };
  const solution = fitPaired(coded, design, covariance);
  const estimate = estimateFrom(solution.x, solution.covariance, level);
  const parameters = parameterCount(design);
  return {
    items: rankItems(names, { ...design, ...solution, level, counts: countsOf(coded, names.length) }),
    position: position ? estimate(names.length - 1) : null,
    shape: Array.from({ length: link.shapes }, (_, s) => estimate(parameters - link.shapes + s)),
    ...connected,
    logLikelihood: solution.logLikelihood,
    aic: 2 * parameters - 2 * solution.logLikelihood,
    iterations: solution.iterations,
    converged: solution.converged,
    judgments: judgments.length,
  };
}

function countsOf(coded: readonly CodedJudgment[], items: number): number[] {
  const counts = new Array<number>(items).fill(0);
  for (const { left, right } of coded) {
    counts[left] = (counts[left] ?? 0) + 1;
    counts[right] = (counts[right] ?? 0) + 1;
  }
  return counts;
}

function estimateFrom(x: Float64Array, covariance: Matrix, level: number): (index: number) => Estimate {
  const z = normalQuantile((1 + level) / 2);
  return (index) => {
    const value = x[index] ?? NaN;
    const standardError = Math.sqrt(covariance.get(index, index));
    return { value, standardError, interval: [value - z * standardError, value + z * standardError] };
  };
}

function winEdges(coded: readonly CodedJudgment[], categories: number): WinEdge[] {
  const edges = new Map<string, WinEdge>();
  const middle = (categories - 1) / 2;
  for (const { left, right, category } of coded) {
    if (category >= middle) edges.set(`${left}>${right}`, { from: left, to: right });
    if (category <= middle) edges.set(`${right}>${left}`, { from: right, to: left });
  }
  return [...edges.values()];
}

/** ν or η from its logarithm; the delta method for the error, the interval's ends transformed. */
function exponentiated({ value, standardError, interval: [low, high] }: Estimate): Estimate {
  const scale = Math.exp(value);
  return { value: scale, standardError: scale * standardError, interval: [Math.exp(low), Math.exp(high)] };
}
