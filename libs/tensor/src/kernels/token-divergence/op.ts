// Shapes: M chosen places, C channels, V vocabulary.
import { ShapeError } from "@rlhf/domain";
import { fusedKernels } from "../../backend";
import { allocate, floats, hostBacked } from "../../host";
import type { FusedKernels } from "../../fused-kernels";
import type { Tensor1D, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectIndices, expectShape, matrixShape } from "../check";
import { tokenDivergenceReference } from "./reference";

/** A model's hidden states at the chosen places [M, C] and its tied head [V, C]. */
export type Head = { hidden: Tensor2D; wte: Tensor2D };

export type TokenDivergence = { policy: Head; reference: Head; targets: Int32Array; temperature: number };

/** All [M], nats: log-probabilities of the targets under both, the policy's entropy, KL(policy ‖ reference). */
export type Divergence = { logprobs: Tensor1D; refLogprobs: Tensor1D; entropy: Tensor1D; kl: Tensor1D };

/**
 * What two models say at the same places, at one temperature, without a matrix of logits of the whole vocabulary where the
 * backend is fused. Log-probabilities and entropy have the bits of `tokenLogprobs`. It has no gradient: PPO's rollout is data.
 * @throws ShapeError if the shapes do not fit or a target lies outside the vocabulary.
 * @source algorithms.md 2.3
 */
export function tokenDivergence(o: TokenDivergence): Divergence {
  const [m, c] = matrixShape("tokenDivergence hidden", o.policy.hidden);
  const v = matrixShape("tokenDivergence wte", o.policy.wte)[0];
  expectShape("tokenDivergence wte", o.policy.wte, [v, c]);
  expectShape("tokenDivergence reference hidden", o.reference.hidden, [m, c]);
  expectShape("tokenDivergence reference wte", o.reference.wte, [v, c]);
  expectIndices("tokenDivergence targets", o.targets, v);
  if (o.targets.length !== m)
    throw new ShapeError(`tokenDivergence: expected ${m} targets, one per row, got ${o.targets.length}`);
  const { tokenDivergence: fused } = fusedKernels();
  if (fused === undefined || !hostBacked()) return tokenDivergenceReference(o);
  return fusedTokenDivergence(o, { m, c, v }, fused);
}

type Sizes = { m: number; c: number; v: number };

function fusedTokenDivergence(
  { policy, reference, targets, temperature }: TokenDivergence,
  sizes: Sizes,
  kernel: Required<FusedKernels>["tokenDivergence"],
): Divergence {
  const head = ({ hidden, wte }: Head) => ({ hidden: floats(hidden), wte: floats(wte), logprobs: allocate(sizes.m) });
  const [p, q] = [head(policy), head(reference)];
  const [entropy, kl] = [allocate(sizes.m), allocate(sizes.m)];
  kernel({ policy: p, reference: q, targets, ...sizes, temperature, entropy, kl });
  return {
    logprobs: tf.tensor1d(p.logprobs),
    refLogprobs: tf.tensor1d(q.logprobs),
    entropy: tf.tensor1d(entropy),
    kl: tf.tensor1d(kl),
  };
}
