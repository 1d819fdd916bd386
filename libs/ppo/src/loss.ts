// Shapes: m response tokens of one part of a minibatch, laid end to end.
// weights [m] come from tokenWeights over the whole minibatch, so that parts add up to its loss.
import type { Scalar, Tensor1D } from "@rlhf/tensor";
import { scoped, tf } from "@rlhf/tensor";

const MAX_LOG_RATIO = 20; // exp(20) is far past any clip and still finite in float32

/**
 * Clipped surrogate: Σ weight · max(−A ρ, −A clip(ρ, 1 ± ε)), ρ = exp(logprobs − oldLogprobs).
 * All [m]; logprobs in nats carry the gradient. Returns a scalar; the caller disposes it.
 * @source Schulman 2017 eq. 7 (arXiv:1707.06347); algorithms.md 2.6
 */
export function policyLoss(
  logprobs: Tensor1D,
  { oldLogprobs, advantages, weights }: { oldLogprobs: Tensor1D; advantages: Tensor1D; weights: Tensor1D },
  { cliprange }: { cliprange: number },
): Scalar {
  return scoped(() => {
    const ratio = tf.clipByValue(logprobs.sub(oldLogprobs), -MAX_LOG_RATIO, MAX_LOG_RATIO).exp(); // [m]
    const clipped = tf.clipByValue(ratio, 1 - cliprange, 1 + cliprange);
    const losses = tf.maximum(advantages.neg().mul(ratio), advantages.neg().mul(clipped)); // [m]
    return losses.mul(weights).sum<Scalar>();
  });
}

/**
 * Clipped value loss: ½ Σ weight · max((v − G)², (clip(v, v_old ± ε) − G)²).
 * All [m], reward units; values carry the gradient. Returns a scalar; the caller disposes it.
 * @source Ziegler 2019 (lm-human-preferences `loss`); algorithms.md 2.6
 */
export function valueLoss(
  values: Tensor1D,
  { oldValues, returns, weights }: { oldValues: Tensor1D; returns: Tensor1D; weights: Tensor1D },
  { cliprangeValue }: { cliprangeValue: number },
): Scalar {
  return scoped(() => {
    const moved = tf.clipByValue(values.sub(oldValues), -cliprangeValue, cliprangeValue);
    const clipped = oldValues.add(moved); // [m]
    const losses = tf.maximum(values.sub(returns).square(), clipped.sub(returns).square()); // [m]
    return losses.mul(weights).sum<Scalar>().mul(0.5);
  });
}

/** Entropy bonus as a loss: −Σ weight · entropy. entropy, weights: [m]. The caller disposes it. */
export function entropyLoss(entropy: Tensor1D, { weights }: { weights: Tensor1D }): Scalar {
  return scoped(() => entropy.mul(weights).sum<Scalar>().neg());
}
