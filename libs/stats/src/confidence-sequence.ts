import { DataError } from "@rlhf/domain";
import type { Interval } from "./interval";
import { bisect, lnBeta } from "./special-functions";

/** The state of a test that may be looked at after every judgment and stopped at any time. */
export type ConfidenceSequence = {
  mean: number;
  /** Holds at all sample sizes at once with probability `level`. */
  interval: Interval;
  /** Always-valid p-value of "the mean is `null`", minimum over the looks so far. */
  pValue: number;
  /** Evidence against the null now: at most 1 in expectation under it, at any stopping time. */
  eValue: number;
  n: number;
};
export type SequenceOptions = { level?: number; null?: number };

/**
 * Always-valid interval of a proportion from its counts: all p that the Beta(1, 1) mixture does not refute.
 * @source Robbins 1970; Howard et al. 2021, arXiv:1810.08240; labeling.md 6.8
 */
export function betaMixtureInterval(
  successes: number,
  trials: number,
  { level = 0.95 }: { level?: number } = {},
): Interval {
  if (trials === 0) return [0, 1];
  const limit = Math.log(1 / (1 - level));
  const refuted = (p: number): boolean => lnBetaMixture(successes, trials, p) >= limit;
  const p = successes / trials;
  return [
    successes === 0 ? 0 : bisect(refuted, { low: 0, high: p }),
    successes === trials ? 1 : bisect((x) => !refuted(x), { low: p, high: 1 }),
  ];
}

/**
 * Beta-mixture confidence sequence of win-or-lose outcomes in the order they came. Ties: use `bettingSequence`.
 * @source Robbins 1970; Howard et al. 2021, arXiv:1810.08240
 */
export function betaMixtureSequence(
  outcomes: readonly (0 | 1)[],
  { level = 0.95, null: p0 = 0.5 }: SequenceOptions = {},
): ConfidenceSequence {
  let successes = 0;
  let most = 0;
  outcomes.forEach((outcome, i) => {
    successes += outcome;
    most = Math.max(most, lnBetaMixture(successes, i + 1, p0));
  });
  const n = outcomes.length;
  return {
    mean: successes / n,
    interval: betaMixtureInterval(successes, n, { level }),
    pValue: Math.exp(-most),
    eValue: n === 0 ? 1 : Math.exp(lnBetaMixture(successes, n, p0)),
    n,
  };
}

/** ln of the mixture likelihood ratio against p. */
function lnBetaMixture(successes: number, trials: number, p: number): number {
  const failures = trials - successes;
  const lnLikelihood =
    (successes === 0 ? 0 : successes * Math.log(p)) + (failures === 0 ? 0 : failures * Math.log1p(-p));
  return lnBeta(successes + 1, failures + 1) - lnLikelihood;
}

const MAX_BET = 0.5; // share of the stake that may be lost in one round; Waudby-Smith & Ramdas' c

/**
 * Betting confidence sequence for the mean of values in [0, 1] (ties ½, or means of a prompt's judgments), in the order
 * they came: hedged capital with the predictable plug-in bet, intersected over time.
 * @throws DataError for a value outside [0, 1].
 * @source Waudby-Smith & Ramdas 2024, arXiv:2010.09686, theorem 3 and eq. 26
 */
export function bettingSequence(
  values: readonly number[],
  { level = 0.95, null: m0 = 0.5 }: SequenceOptions = {},
): ConfidenceSequence {
  const alpha = 1 - level;
  const bets = predictableBets(values, alpha);
  const limit = Math.log(2 / alpha);
  const mirrored = values.map((y) => 1 - y);
  const up = (m: number): Capital => capital(values, bets, m);
  const down = (m: number): Capital => capital(mirrored, bets, 1 - m);
  let low = bisect((m) => up(m).most >= limit, { low: 0, high: 1 });
  let high = bisect((m) => down(m).most < limit, { low: 0, high: 1 });
  if (low > high) {
    // the intersection over time is empty: the present set is still valid
    low = bisect((m) => up(m).now >= limit, { low: 0, high: 1 });
    high = bisect((m) => down(m).now < limit, { low: 0, high: 1 });
  }
  const [above, below] = [up(m0), down(m0)];
  const n = values.length;
  return {
    mean: values.reduce((a, b) => a + b, 0) / n,
    interval: [snap(low), snap(high)],
    pValue: Math.min(1, 2 * Math.exp(-Math.max(above.most, below.most))),
    eValue: (Math.exp(above.now) + Math.exp(below.now)) / 2,
    n,
  };
}

type Capital = { now: number; most: number };

/** ln capital, now and at its highest, of betting that the mean is above m. */
function capital(values: readonly number[], bets: Float64Array, m: number): Capital {
  const cap = m > 0 ? MAX_BET / m : Infinity;
  let now = 0;
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    now += Math.log1p(Math.min(bets[i] ?? 0, cap) * ((values[i] ?? 0) - m));
    if (now > most) most = now;
  }
  return { now, most };
}

/** λ_t from the variance of the values before t. */
function predictableBets(values: readonly number[], alpha: number): Float64Array {
  const bets = new Float64Array(values.length);
  let sum = 0.5;
  let squares = 0.25;
  values.forEach((y, i) => {
    if (!(y >= 0 && y <= 1)) throw new DataError(`betting sequence: expected values in [0, 1], got ${y} at ${i}`);
    const t = i + 1;
    const variance = squares / t;
    bets[i] = Math.sqrt((2 * Math.log(2 / alpha)) / (variance * t * Math.log(1 + t)));
    sum += y;
    squares += (y - sum / (t + 1)) ** 2;
  });
  return bets;
}

/** Bisection ends one step short of an edge that was never refuted. */
function snap(x: number): number {
  if (x < 1e-12) return 0;
  return x > 1 - 1e-12 ? 1 : x;
}
