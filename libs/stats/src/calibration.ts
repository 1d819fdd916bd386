import { ConfigError, DataError } from "@rlhf/domain";
import type { Interval } from "./interval";
import { wilsonInterval } from "./proportion-interval";

/** `outcome` may be the share of judges who agree. Weight defaults to 1. */
export type Prediction = { probability: number; outcome: number; weight?: number };
export type ReliabilityBin = {
  count: number;
  predicted: number;
  observed: number;
  /** Wilson interval of `observed`. */
  interval: Interval;
};
export type Calibration = {
  /** Σ share of bin · |predicted − observed|, 0–1. */
  ece: number;
  /** Mean squared error of the probabilities. */
  brier: number;
  /** Cross-entropy in nats. */
  nll: number;
  bins: ReliabilityBin[];
};

/**
 * Expected calibration error over bins of equal mass, Brier score and reliability diagram; equal probabilities share a
 * bin, hence the order of the rows changes nothing.
 * @throws DataError without predictions, or for a probability or outcome outside [0, 1].
 * @source Naeini et al. 2015; Nguyen & O'Connor 2015, arXiv:1508.05154 (equal mass); Brier 1950
 */
export function calibration(predictions: readonly Prediction[], { bins = 15 }: { bins?: number } = {}): Calibration {
  if (!(bins >= 1)) throw new ConfigError(`calibration: expected at least one bin, got ${bins}`);
  if (predictions.length === 0) throw new DataError("calibration: expected at least one prediction, got none");
  const total = predictions.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let brier = 0;
  let nll = 0;
  for (const { probability: p, outcome: y, weight = 1 } of predictions) {
    if (!(p >= 0 && p <= 1 && y >= 0 && y <= 1)) {
      throw new DataError(`calibration: expected probabilities and outcomes in [0, 1], got ${p} and ${y}`);
    }
    brier += (weight / total) * (p - y) ** 2;
    nll -= (weight / total) * ((y > 0 ? y * Math.log(p) : 0) + (y < 1 ? (1 - y) * Math.log1p(-p) : 0));
  }
  const reliability = equalMassBins(predictions, { bins, total });
  const ece = reliability.reduce((sum, bin) => sum + (bin.count / total) * Math.abs(bin.predicted - bin.observed), 0);
  return { ece, brier, nll, bins: reliability };
}

function equalMassBins(
  predictions: readonly Prediction[],
  { bins, total }: { bins: number; total: number },
): ReliabilityBin[] {
  const groups = new Map<number, { count: number; observed: number }>();
  for (const { probability, outcome, weight = 1 } of predictions) {
    const group = groups.get(probability) ?? { count: 0, observed: 0 };
    groups.set(probability, { count: group.count + weight, observed: group.observed + weight * outcome });
  }
  const sums = new Map<number, { count: number; predicted: number; observed: number }>();
  let before = 0;
  for (const [probability, { count, observed }] of [...groups].sort(([a], [b]) => a - b)) {
    const bin = Math.min(bins - 1, Math.floor((bins * (before + count / 2)) / total)); // by the middle of the group's mass
    const sum = sums.get(bin) ?? { count: 0, predicted: 0, observed: 0 };
    sum.count += count;
    sum.predicted += count * probability;
    sum.observed += observed;
    sums.set(bin, sum);
    before += count;
  }
  return [...sums.values()].map(({ count, predicted, observed }) => ({
    count,
    predicted: predicted / count,
    observed: observed / count,
    interval: wilsonInterval(observed, count),
  }));
}
