// Shapes: N packed tokens, B rows, T longest row, C channels, H heads, D = C / H.
import { matMul } from "../../matmul-gradient";
import type { Tensor, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { gatherRowsReference } from "../gather-rows/reference";
import { withGradient } from "../with-gradient";
import type { Attention } from "./op";

/**
 * Packed rows are laid on a [B, T] grid, filled up on the right with token 0. No mask for the filling is needed: it stands
 * after every real token of its row, so the causal mask hides it, and its own outputs are not gathered back.
 */
export function attentionReference({ qkv, offsets, nHead }: Attention): Tensor2D {
  const c = qkv.shape[1] / 3;
  const { toGrid, fromGrid, rows, length } = gridIndex(offsets);
  const grid = tf.reshape(onGrid(qkv, { toGrid, fromGrid }), [rows, length, 3, nHead, c / nHead]);
  const [q, k, v] = tf.unstack(tf.transpose(grid, [2, 0, 3, 1, 4])); // each [B, H, T, D]
  if (q === undefined || k === undefined || v === undefined) throw new RangeError("attention: expected q, k and v");
  const scores = tf.mul(matMul(q, k, { transposeB: true }), 1 / Math.sqrt(c / nHead)); // [B, H, T, T]
  const weights = tf.softmax(tf.add(scores, causalMask(length)));
  const mixed = tf.transpose(matMul(weights, v), [0, 2, 1, 3]); // [B, T, H, D]
  return gatherRowsReference(tf.reshape(mixed, [rows * length, c]), fromGrid);
}

/** The filling gets no gradient (its scores weigh 0, its outputs are dropped), so each token's is the one at its own place. */
function onGrid(qkv: Tensor2D, at: { toGrid: Int32Array; fromGrid: Int32Array }): Tensor {
  return withGradient([qkv], () => ({
    value: tf.gather(qkv, tf.tensor1d(at.toGrid, "int32")),
    gradFunc: (dy) => [tf.gather(dy, tf.tensor1d(at.fromGrid, "int32"))],
  }));
}

/** 0 where a query may look, a score that softmax turns to exactly 0 where it may not. */
function causalMask(length: number): tf.Tensor2D {
  const mask = new Float32Array(length * length);
  for (let i = 0; i < length; i++) mask.fill(-1e9, i * length + i + 1, (i + 1) * length);
  return tf.tensor2d(mask, [length, length]);
}

function gridIndex(offsets: Int32Array) {
  const rows = offsets.length - 1;
  let length = 0;
  for (let b = 0; b < rows; b++) length = Math.max(length, (offsets[b + 1] ?? 0) - (offsets[b] ?? 0));
  const toGrid = new Int32Array(rows * length);
  const fromGrid = new Int32Array(offsets.at(-1) ?? 0);
  for (let b = 0; b < rows; b++) {
    const [first, end] = [offsets[b] ?? 0, offsets[b + 1] ?? 0];
    for (let i = first; i < end; i++) {
      toGrid[b * length + i - first] = i;
      fromGrid[i] = b * length + i - first;
    }
  }
  return { toGrid, fromGrid, rows, length };
}
