import { DataError } from "@rlhf/domain";
import { clipNegativeEigenvalues, Matrix } from "./matrix";

/**
 * Where the uncertainty comes from: `model` trusts independent judgments; `prompt` allows any dependence within a
 * prompt (`cluster`); `prompt-and-annotator` also within an annotator.
 */
export type CovarianceKind = "model" | "prompt" | "prompt-and-annotator";

/** One judgment's gradient of its log-likelihood, sparse. */
export type Score = {
  entries: readonly { index: number; value: number }[];
  weight: number;
  cluster: string | number | undefined;
  annotator: string | number | undefined;
};

/**
 * Covariance of estimates from the inverse Hessian `bread`: the bread itself, the sandwich H⁻¹(Σ g_c g_cᵀ)H⁻¹ with
 * factor G/(G−1) for G clusters, or two-way V_p + V_a − V_{p∩a} with negative eigenvalues clipped.
 * @throws DataError when a judgment lacks the cluster asked for, or there is only one cluster.
 * @source Liang & Zeger 1986; Cameron, Gelbach & Miller 2011, doi:10.1198/jbes.2010.07136; labeling.md 6.2
 */
export function clusterCovariance(bread: Matrix, scores: () => Iterable<Score>, kind: CovarianceKind): Matrix {
  if (kind === "model") return bread;
  const sandwich = (key: (score: Score) => string | number): Matrix =>
    bread.times(meat(scores(), key, bread.rows)).times(bread);
  const prompt = (score: Score): string | number => named(score.cluster, "cluster");
  if (kind === "prompt") return sandwich(prompt);
  const annotator = (score: Score): string | number => named(score.annotator, "annotator");
  const both = (score: Score): string => `${prompt(score)}\u0000${annotator(score)}`;
  return clipNegativeEigenvalues(sandwich(prompt).plus(sandwich(annotator)).plus(sandwich(both), -1));
}

function named(value: string | number | undefined, field: string): string | number {
  if (value === undefined) {
    throw new DataError(`clustered covariance: expected every judgment to name its ${field}, got one that does not`);
  }
  return value;
}

function meat(scores: Iterable<Score>, key: (score: Score) => string | number, size: number): Matrix {
  const sums = new Map<string | number, Float64Array>();
  for (const score of scores) {
    const name = key(score);
    let sum = sums.get(name);
    if (sum === undefined) sums.set(name, (sum = new Float64Array(size)));
    for (const { index, value } of score.entries) sum[index] = (sum[index] ?? 0) + score.weight * value;
  }
  const groups = sums.size;
  if (groups < 2) throw new DataError("clustered covariance: expected at least two clusters, got one");
  const total = new Matrix(size);
  for (const sum of sums.values()) {
    for (let i = 0; i < size; i++) {
      const gi = sum[i] ?? 0;
      if (gi === 0) continue;
      for (let j = 0; j < size; j++) total.add(i, j, (gi * (sum[j] ?? 0) * groups) / (groups - 1));
    }
  }
  return total;
}
