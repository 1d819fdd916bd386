import type { SampledToken } from "./answer-state";

export type Draw = { temperature: number; topK: number; topP: number };
export type NextToken = {
  tokenId: number;
  text: string;
  /** Under the policy and the reference, at the temperature that the answer was asked with. */
  p: number;
  pRef: number | null;
  /** log-probability under the policy minus under the reference, nats */
  delta: number | null;
  /** Chance of being drawn with the settings of now; 0 = cut off by top-k or top-p. */
  drawn: number;
};
export type NextTokens = {
  rows: NextToken[];
  /** Probability of all tokens that are not listed. */
  rest: number;
  /** Tokens that are not listed could change the chances by more than a rounding. */
  isApproximate: boolean;
};

const NEGLIGIBLE = 0.005;

/**
 * The likeliest tokens at a place, and the chance that each would be drawn now: softmax at another temperature is the old
 * one to the power of the temperatures' ratio. What is not listed is taken to be as likely as the last one listed.
 */
export function nextTokens(place: SampledToken, asked: { temperature: number }, now: Draw): NextTokens {
  const top = place.top;
  const rest = Math.max(0, 1 - top.reduce((sum, token) => sum + Math.exp(token.logp), 0));
  const power = asked.temperature / now.temperature;
  const least = Math.exp(top.at(-1)?.logp ?? 0);
  const others = rest > 0 ? Math.max(1, rest / least) : 0;
  const weights = top.map((token) => Math.exp(token.logp * power));
  const restWeight = others === 0 ? 0 : others * (rest / others) ** power;
  const kept = truncate(weights, restWeight, now);
  const total = kept.weights.reduce((a, b) => a + b, 0) + kept.rest;
  const rows = top.map(({ tokenId, text, logp, refLogp }, i) => ({
    tokenId,
    text,
    p: Math.exp(logp),
    pRef: refLogp === null ? null : Math.exp(refLogp),
    delta: refLogp === null ? null : logp - refLogp,
    drawn: total > 0 ? (kept.weights[i] ?? 0) / total : 0,
  }));
  const share = total > 0 ? kept.rest / total : 0;
  return { rows, rest, isApproximate: share > NEGLIGIBLE && rest > NEGLIGIBLE };
}

/** Top-k, then top-p over what is left, as the sampler does it; the weights fall from one to the next. */
function truncate(weights: readonly number[], rest: number, { topK, topP }: Draw): { weights: number[]; rest: number } {
  const cut = topK > 0 && topK <= weights.length;
  const candidates = cut ? weights.map((weight, i) => (i < topK ? weight : 0)) : [...weights];
  const others = cut ? 0 : rest;
  const mass = topP * (candidates.reduce((a, b) => a + b, 0) + others);
  let cumulative = 0;
  const kept = candidates.map((weight) => {
    if (topP < 1 && cumulative >= mass) return 0;
    cumulative += weight;
    return weight;
  });
  return { weights: kept, rest: topP < 1 && cumulative >= mass ? 0 : others };
}

/** Of the listed tokens and the rest as one, nats: never more than the true entropy. */
export function entropyAtLeast(logps: readonly number[]): number {
  const rest = Math.max(0, 1 - logps.reduce((sum, logp) => sum + Math.exp(logp), 0));
  const listed = logps.reduce((sum, logp) => sum - Math.exp(logp) * logp, 0);
  return listed - (rest > 1e-12 ? rest * Math.log(rest) : 0);
}
