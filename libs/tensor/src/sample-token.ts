export type Truncation = { temperature: number; topK: number; topP: number };

/**
 * Draws a token from softmax(logits / temperature), truncated to the topK likeliest (0: all) and then to the shortest
 * likeliest set of mass topP (1: all), by inverse CDF in id order at `uniform` in [0, 1); sums in float64.
 * Returns the token and its log-probability under the truncated, renormalised distribution, nats.
 * @source inverse transform; Fan 2018 (top-k, arXiv:1805.04833), Holtzman 2020 (top-p, arXiv:1904.09751)
 */
export function sampleToken(
  logits: Float32Array,
  { temperature, topK, topP }: Truncation,
  uniform: number,
): { token: number; logprob: number } {
  const weights = softmaxWeights(logits, temperature);
  const kept = topK > 0 || topP < 1 ? truncated(logits, weights, { topK, topP }) : weights;
  let total = 0;
  for (let i = 0; i < kept.length; i++) total += kept[i] ?? 0;
  const target = uniform * total;
  let [cumulative, token] = [0, 0];
  for (let i = 0; i < kept.length; i++) {
    const weight = kept[i] ?? 0;
    if (weight <= 0) continue;
    token = i;
    cumulative += weight;
    if (cumulative > target) break;
  }
  return { token, logprob: Math.log((kept[token] ?? 0) / total) };
}

/** exp((logit - max) / temperature), unnormalised. */
function softmaxWeights(logits: Float32Array, temperature: number): Float64Array {
  let max = -Infinity;
  for (let i = 0; i < logits.length; i++) max = Math.max(max, logits[i] ?? 0);
  const weights = new Float64Array(logits.length);
  for (let i = 0; i < logits.length; i++) weights[i] = Math.exp(((logits[i] ?? 0) - max) / temperature);
  return weights;
}

function truncated(logits: Float32Array, weights: Float64Array, o: { topK: number; topP: number }): Float64Array {
  const order = Array.from(logits.keys()).sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b);
  const candidates = o.topK > 0 ? order.slice(0, o.topK) : order;
  const mass = o.topP * candidates.reduce((sum, i) => sum + (weights[i] ?? 0), 0);
  const kept = new Float64Array(weights.length);
  let cumulative = 0;
  for (const i of candidates) {
    kept[i] = weights[i] ?? 0;
    cumulative += kept[i] ?? 0;
    if (o.topP < 1 && cumulative >= mass) break;
  }
  return kept;
}
