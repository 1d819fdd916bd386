import { DataError } from "@rlhf/domain";
import { fitPairedJudgments, type Estimate, type PairedFit, type PairedOptions } from "./bradley-terry";
import { cumulativeLogitLink } from "./cumulative-logit";

/** `strength` −3…3 from the left side's view: 3 = left much better, 0 = tie. */
export type GradedJudgment = {
  left: string;
  right: string;
  strength: number;
  cluster?: string | number;
  annotator?: string | number;
  weight?: number;
};
export type StrengthFit = PairedFit & {
  /** τ above zero, one between each two neighbouring strengths that occur. */
  thresholds: (Estimate & { between: [number, number] })[];
};

/**
 * Abilities from graded preferences by the symmetric cumulative logit; strengths that never occur are merged away.
 * @throws DataError as `fitBradleyTerry`, for a strength that is not a whole number, or when all are ties.
 * @source Agresti 1992, doi:10.2307/2347562; labeling.md 6.1
 */
export function fitStrengthModel(judgments: readonly GradedJudgment[], options: PairedOptions = {}): StrengthFit {
  for (const { strength } of judgments) {
    if (!Number.isInteger(strength)) throw new DataError(`strength: expected a whole number, got ${strength}`);
  }
  const sizes = [...new Set(judgments.map(({ strength }) => Math.abs(strength)))].sort((a, b) => a - b);
  if (judgments.length > 0 && sizes.at(-1) === 0) {
    throw new DataError("strength model: expected some preferences, got ties only");
  }
  const decided = sizes.filter((size) => size > 0);
  const rank = new Map(decided.map((size, i) => [size, i]));
  const hasTies = sizes[0] === 0;
  const categories = 2 * decided.length + (hasTies ? 1 : 0);
  const category = ({ strength }: GradedJudgment): number => {
    if (strength === 0) return decided.length;
    const size = rank.get(Math.abs(strength)) ?? 0;
    return strength < 0 ? decided.length - 1 - size : categories - decided.length + size;
  };
  const link = cumulativeLogitLink(categories);
  const { shape, ...fit } = fitPairedJudgments(judgments, { category, link }, options);
  const thresholds = shape.map((estimate, i) => ({
    ...estimate,
    between: pairAt(sizes, i),
  }));
  return { ...fit, thresholds };
}

function pairAt(sizes: readonly number[], i: number): [number, number] {
  return [sizes[i] ?? 0, sizes[i + 1] ?? 0];
}
