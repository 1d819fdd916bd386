// Shapes: N rows, K inputs, M outputs.
import { fusedKernels } from "../../backend";
import type { Tensor1D, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectShape, matrixShape } from "../check";
import { fusedLinear } from "./gradient";
import { linearReference } from "./reference";

export type Linear = {
  x: Tensor2D; // [N, K]
  w: Tensor2D; // [K, M]
  bias?: Tensor1D; // [M]
  residual?: Tensor2D; // [N, M], added last
  gelu?: boolean; // tanh form, before the residual
};

/**
 * gelu?(x w + bias) + residual, [N, M].
 * @throws ShapeError if the shapes do not fit.
 * @source GPT-2's Conv1D and MLP: Radford et al. 2019
 */
export function linear(o: Linear): Tensor2D {
  const [n, k] = matrixShape("linear x", o.x);
  const m = matrixShape("linear w", o.w)[1];
  expectShape("linear w", o.w, [k, m]);
  if (o.bias !== undefined) expectShape("linear bias", o.bias, [m]);
  if (o.residual !== undefined) expectShape("linear residual", o.residual, [n, m]);
  const { linearForward, linearBackward } = fusedKernels();
  return tf.tidy(() => {
    if (linearForward === undefined || linearBackward === undefined) return linearReference(o);
    return fusedLinear(o, { linearForward, linearBackward });
  });
}
