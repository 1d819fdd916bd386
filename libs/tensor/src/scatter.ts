import * as tf from "@tensorflow/tfjs-core";
import { scatterAddRows as plainScatterAddRows } from "./plain/rows";

/**
 * Rows of dy [M, C] added up into [rows, C] by index [M], repeated indices adding. The backends' own kernel exists only
 * in `tensorflow` (wasm has none, and cpu's compares every row with every index), so the others run the plain loop.
 */
export function scatterAddRows(dy: tf.Tensor, index: Int32Array, rows: number): tf.Tensor2D {
  const c = dy.shape[1] ?? 1;
  if (tf.getBackend() === "tensorflow") {
    return tf.tidy(() => tf.reshape(tf.unsortedSegmentSum(dy, tf.tensor1d(index, "int32"), rows), [rows, c]));
  }
  const y = new Float32Array(rows * c);
  plainScatterAddRows({ dy: Float32Array.from(dy.dataSync()), index, c, y });
  return tf.tensor2d(y, [rows, c]);
}
