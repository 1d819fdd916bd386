// Shapes: M response tokens of a batch laid end to end. The exact KL of whole distributions: tokenDivergence in @rlhf/tensor.
const MAX_LOG_RATIO = 20; // exp(20) is far beyond any useful penalty and still finite

/**
 * Sample estimates of KL(π‖ρ) at each token: k1 = log-ratio (unbiased, may be negative), k2 = ½ log-ratio² (biased, never
 * negative), k3 = exp(−log-ratio) − 1 + log-ratio (unbiased, never negative; biased gradient when used in the reward).
 * logprobs, refLogprobs: [M] nats of the sampled tokens under π and ρ. Returns [M] nats.
 * @source Schulman 2020, "Approximating KL divergence"; algorithms.md 2.3
 */
export function sampledKl(
  estimator: "k1" | "k2" | "k3",
  logprobs: Float32Array,
  refLogprobs: Float32Array,
): Float32Array {
  return logprobs.map((logprob, i) => {
    const logRatio = logprob - (refLogprobs[i] ?? NaN);
    if (estimator === "k1") return logRatio;
    if (estimator === "k2") return 0.5 * logRatio * logRatio;
    return Math.exp(Math.min(-logRatio, MAX_LOG_RATIO)) - 1 + logRatio;
  });
}
