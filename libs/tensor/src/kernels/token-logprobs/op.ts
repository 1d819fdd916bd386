// Shapes: M chosen places, C channels, V vocabulary.
import { ShapeError } from "@rlhf/domain";
import { fusedKernels } from "../../backend";
import type { Tensor1D, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectIndices, expectShape, matrixShape } from "../check";
import { fusedTokenLogprobs } from "./gradient";
import { tokenLogprobsReference } from "./reference";

export type TokenLogprobs = {
  hidden: Tensor2D; // [M, C]
  wte: Tensor2D; // [V, C], the tied head
  targets: Int32Array; // [M]
  temperature: number;
};

/**
 * logprobs[i] = log softmax(hidden[i] wteᵀ / temperature)[targets[i]] and the analytic entropy of each softmax, both [M]
 * in nats and both differentiable. No one-hot is made.
 * @throws ShapeError if the shapes do not fit or a target lies outside the vocabulary.
 * @source algorithms.md 2.0: the sampling temperature is part of every log-probability
 */
export function tokenLogprobs(o: TokenLogprobs): { logprobs: Tensor1D; entropy: Tensor1D } {
  const [m, c] = matrixShape("tokenLogprobs hidden", o.hidden);
  const v = matrixShape("tokenLogprobs wte", o.wte)[0];
  expectShape("tokenLogprobs wte", o.wte, [v, c]);
  expectIndices("tokenLogprobs targets", o.targets, v);
  if (o.targets.length !== m)
    throw new ShapeError(`tokenLogprobs: expected ${m} targets, one per row, got ${o.targets.length}`);
  const { tokenLogprobsForward, tokenLogprobsBackward } = fusedKernels();
  return tf.tidy(() => {
    if (tokenLogprobsForward === undefined || tokenLogprobsBackward === undefined) return tokenLogprobsReference(o);
    return fusedTokenLogprobs(o, { tokenLogprobsForward, tokenLogprobsBackward });
  });
}
