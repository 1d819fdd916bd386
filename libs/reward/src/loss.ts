// Shapes: B pairs of one part of an optimiser step; K rows of one ranking, best first.
import type { Scalar, Tensor1D } from "@rlhf/tensor";
import { scoped, tf } from "@rlhf/tensor";

/** What a pair asks for. labels: P(chosen better) in 0…1, a tie is ½. margins ≥ 0, reward units. weights sum to 1. All [B]. */
export type PairTargets = { labels: Tensor1D; margins: Tensor1D; weights: Tensor1D };

/**
 * Bradley–Terry with margins and soft labels, plus a centering term:
 * Σ w · [ −p log σ(d − m) − (1 − p) log σ(−d − m) + c (chosen + rejected)² ], d = chosen − rejected.
 * A tie counts ½ for either side (p = ½); there is no separate tie outcome as in Davidson's model. Swapping a pair's sides and
 * its label changes nothing. chosen, rejected: [B] scores that carry the gradient. The caller disposes the scalar.
 * @source Christiano 2017 eq. 1; margin: Touvron 2023 §3.2.2; centering: Eisenstein 2023 (arXiv:2312.09244)
 */
export function pairLoss(
  chosen: Tensor1D,
  rejected: Tensor1D,
  { labels, margins, weights, centering }: PairTargets & { centering: number },
): Scalar {
  return scoped(() => {
    const difference = chosen.sub(rejected); // [B]
    const forChosen = tf.softplus(margins.sub(difference)).mul(labels); // −log σ(d − m)
    const forRejected = tf.softplus(margins.add(difference)).mul(tf.sub(1, labels)); // −log σ(−d − m)
    const center = chosen.add(rejected).square().mul(centering);
    return forChosen.add(forRejected).add(center).mul(weights).sum<Scalar>();
  });
}

/**
 * Plackett–Luce negative log-likelihood of one ranking: Σₖ logsumexp(scores of what is left) − scoreₖ.
 * scores: [K], best first, reward units. Returns a scalar in nats; the caller disposes it.
 * @source Plackett 1975; algorithms.md 2.12
 */
export function plackettLuceLoss(scores: Tensor1D): Scalar {
  return scoped(() => {
    const k = scores.shape[0];
    const left = tf.linalg.bandPart(tf.ones([k, k]), 0, -1); // row i: what stands at place i or below
    const masked = scores.reshape([1, k]).add(tf.sub(left, 1).mul(1e9)); // −1e9 where already ranked
    return tf.logSumExp(masked, 1).sub(scores).sum<Scalar>();
  });
}
