// Shapes: N rows, M chosen rows, C channels.
import { fusedKernels } from "../../backend";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { expectIndices, matrixShape } from "../check";
import { fusedGatherRows } from "./gradient";
import { gatherRowsReference } from "./reference";

/**
 * The rows of x [N, C] named by index [M], in that order; an index may repeat. [M, C]
 * @throws ShapeError if x is no matrix or an index lies outside it.
 */
export function gatherRows(x: Tensor2D, index: Int32Array): Tensor2D {
  expectIndices("gatherRows", index, matrixShape("gatherRows x", x)[0]);
  const { gatherRows: gather, scatterAddRows } = fusedKernels();
  return tf.tidy(() => {
    if (gather === undefined || scatterAddRows === undefined) return gatherRowsReference(x, index);
    return fusedGatherRows(x, index, { gatherRows: gather, scatterAddRows });
  });
}
