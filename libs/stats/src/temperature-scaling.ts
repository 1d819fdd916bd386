import { DataError } from "@rlhf/domain";
import { clusterCovariance, type Score } from "./cluster-covariance";
import type { Interval } from "./interval";
import { choleskyFactor, choleskyInverse, Matrix } from "./matrix";
import { minimizeByNewton } from "./newton";
import { lnSigmoid, sigmoid } from "./paired-link";
import { normalQuantile } from "./special-functions";

/** `margin`: score of the first item minus score of the second, a logit; `outcome` may be the share of judges. */
export type MarginOutcome = { margin: number; outcome: number; cluster?: string | number; weight?: number };
export type Temperature = {
  /** T of σ(margin / T); null when the margins do not order the pairs better than chance. */
  temperature: number | null;
  interval: Interval | null;
  /** Mean cross-entropy in nats at T = 1 and at T. */
  nllBefore: number;
  nllAfter: number;
};

/**
 * The temperature that minimises the cross-entropy of σ(margin / T); its interval is clustered by prompt when clusters
 * are given.
 * @throws DataError without pairs, when all margins are zero, or when the pairs are perfectly separated.
 * @source Guo et al. 2017, arXiv:1706.04599; labeling.md 6.11
 */
export function temperatureScaling(
  pairs: readonly MarginOutcome[],
  { level = 0.95 }: { level?: number } = {},
): Temperature {
  const total = pairs.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const curveAt = (inverse: number): { value: number; slope: number; bend: number } => {
    let [value, slope, bend] = [0, 0, 0];
    for (const { margin, outcome, weight = 1 } of pairs) {
      const p = sigmoid(inverse * margin);
      value -= (weight * (lnSigmoid(-inverse * margin) + outcome * inverse * margin)) / total;
      slope += (weight * (p - outcome) * margin) / total;
      bend += (weight * p * (1 - p) * margin * margin) / total;
    }
    return { value, slope, bend };
  };
  const minimum = minimizeByNewton(Float64Array.of(0), (x) => {
    const { value, slope, bend } = curveAt(x[0] ?? NaN);
    const hessian = new Matrix(1);
    hessian.set(0, 0, bend);
    return Number.isFinite(value) ? { value, gradient: Float64Array.of(slope), hessian } : null;
  });
  const inverse = minimum?.x[0] ?? NaN;
  const information = new Matrix(1);
  information.set(0, 0, total * curveAt(inverse).bend);
  const factor = choleskyFactor(information);
  const nllAfter = minimum?.value ?? NaN;
  if (factor === null || nllAfter < 1e-6) {
    throw new DataError(
      `temperature: expected margins with some pairs right and some wrong, got ${pairs.length} pairs that are all ` +
        "right, all wrong or without margin",
    );
  }
  const scores = (): Score[] =>
    pairs.map(({ margin, outcome, cluster, weight = 1 }) => {
      const value = (outcome - sigmoid(inverse * margin)) * margin;
      return { entries: [{ index: 0, value }], weight, cluster, annotator: undefined };
    });
  const clustered = pairs.every(({ cluster }) => cluster !== undefined);
  const variance = clusterCovariance(choleskyInverse(factor), scores, clustered ? "prompt" : "model").get(0, 0);
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  const nllBefore = curveAt(1).value;
  if (inverse <= 0) return { temperature: null, interval: null, nllBefore, nllAfter: Math.LN2 };
  const slowest = inverse - reach;
  const interval: Interval = [1 / (inverse + reach), slowest > 0 ? 1 / slowest : Infinity];
  return { temperature: 1 / inverse, interval, nllBefore, nllAfter };
}
