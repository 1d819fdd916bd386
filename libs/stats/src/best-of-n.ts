import { DataError } from "@rlhf/domain";
import { lnGamma, normalCdf } from "./special-functions";

/** KL(best-of-n ‖ base) = ln n − (n−1)/n nats, exact for scores without ties. @source Stiennon 2020; labeling.md 6.12 */
export function bestOfNKl(n: number): number {
  return Math.log(n) - (n - 1) / n;
}

/**
 * Expected score of best-of-n, in standard deviations above the base, when the base's scores are normal: the mean of the
 * largest of n draws, by the trapezoid rule (error below 1e-9).
 * @source David & Nagaraja 2003, Order Statistics, section 3.1
 */
export function bestOfNNormal(n: number): number {
  const [far, step] = [12, 1 / 64]; // beyond 12 deviations lies nothing that a double can see
  let sum = 0;
  for (let z = -far; z <= far; z += step) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    sum += step * z * n * density * normalCdf(z) ** (n - 1);
  }
  return sum;
}

/** One sample of a prompt: what the reward model said and what the judge says. */
export type ScoredSample = { proxy: number; gold: number };

/**
 * Unbiased estimate of the gold reward of best-of-n from N ≥ n samples of one prompt: Σ_i C(i−1, n−1)/C(N, n)·gold_(i),
 * sorted by proxy; samples of equal proxy share their gold.
 * @throws DataError when n is not between 1 and N.
 * @source Nakano et al. 2021, arXiv:2112.09332, appendix I
 */
export function bestOfNReward(samples: readonly ScoredSample[], n: number): number {
  const total = samples.length;
  if (!(Number.isInteger(n) && n >= 1 && n <= total)) {
    throw new DataError(`best of n: expected n between 1 and the ${total} samples, got ${n}`);
  }
  const sorted = [...samples].sort((a, b) => a.proxy - b.proxy);
  let value = 0;
  for (let from = 0; from < total;) {
    let to = from;
    let gold = 0;
    let weight = 0;
    while (to < total && sorted[to]?.proxy === sorted[from]?.proxy) {
      gold += sorted[to]?.gold ?? NaN;
      to++;
      weight += to < n ? 0 : Math.exp(lnChoose(to - 1, n - 1) - lnChoose(total, n));
    }
    value += (weight * gold) / (to - from);
    from = to;
  }
  return value;
}

function lnChoose(n: number, k: number): number {
  return lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);
}
