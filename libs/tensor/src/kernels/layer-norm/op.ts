// Shapes: N rows, C channels.
import { fusedKernels } from "../../backend";
import type { Tensor1D, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectShape, matrixShape } from "../check";
import { fusedLayerNorm } from "./gradient";
import { layerNormReference } from "./reference";

/**
 * Each row of x [N, C] shifted to mean 0, scaled to variance 1 (epsilon 1e-5), times weight [C], plus bias [C].
 * @throws ShapeError if the shapes do not fit.
 * @source Ba, Kiros & Hinton 2016 (arXiv:1607.06450)
 */
export function layerNorm(x: Tensor2D, weight: Tensor1D, bias: Tensor1D): Tensor2D {
  const c = matrixShape("layerNorm x", x)[1];
  expectShape("layerNorm weight", weight, [c]);
  expectShape("layerNorm bias", bias, [c]);
  const { layerNormForward, layerNormBackward } = fusedKernels();
  return tf.tidy(() => {
    if (layerNormForward === undefined || layerNormBackward === undefined) return layerNormReference(x, weight, bias);
    return fusedLayerNorm({ x, weight, bias }, { layerNormForward, layerNormBackward });
  });
}
