import * as tf from "@tensorflow/tfjs-core";
import { scatterAddRows } from "./scatter";

type Flags = { transposeA?: boolean; transposeB?: boolean };

function flipped(t: tf.Tensor): tf.Tensor {
  const perm = t.shape.map((_, i) => i);
  return tf.transpose(t, [...perm.slice(0, -2), t.rank - 1, t.rank - 2]);
}

/**
 * a b, either transposed in its last two axes. On wasm the transposition is made first: its product with a transposed
 * operand runs at a tenth of the speed.
 */
export function matMul(a: tf.Tensor, b: tf.Tensor, { transposeA = false, transposeB = false }: Flags = {}): tf.Tensor {
  if (tf.getBackend() !== "wasm") return tf.matMul(a, b, transposeA, transposeB);
  return tf.matMul(transposeA ? flipped(a) : a, transposeB ? flipped(b) : b);
}

function unbatched(d: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.backend_util.getReductionAxes(shape, d.shape);
  return axes.length > 0 ? tf.reshape(tf.sum(d, axes), shape) : tf.reshape(d, shape);
}

export const batchMatMulGradient: tf.GradConfig = {
  kernelName: "BatchMatMul",
  inputsToSave: ["a", "b"],
  gradFunc: (dys, saved, attrs) => {
    const [a, b] = saved;
    const dy = Array.isArray(dys) ? dys[0] : dys;
    if (a === undefined || b === undefined || dy === undefined) throw new RangeError("gradient: a, b and dy expected");
    const [ta, tb] = [attrs["transposeA"] === true, attrs["transposeB"] === true];
    const da = () => (ta ? matMul(b, dy, { transposeA: tb, transposeB: true }) : matMul(dy, b, { transposeB: !tb }));
    const db = () => (tb ? matMul(dy, a, { transposeA: true, transposeB: ta }) : matMul(a, dy, { transposeA: !ta }));
    return { a: () => unbatched(da(), a.shape), b: () => unbatched(db(), b.shape) };
  },
};

/** The gradient of gather along its first axis: rows of dy added up by index. */
export const gatherGradient: tf.GradConfig = {
  kernelName: "GatherV2",
  inputsToSave: ["x", "indices"],
  gradFunc: (dys, saved, attrs) => {
    const [x, indices] = saved;
    const dy = Array.isArray(dys) ? dys[0] : dys;
    if (x === undefined || indices === undefined || dy === undefined) throw new RangeError("gradient: x, indices, dy");
    const axis = tf.util.parseAxisParam(Number(attrs["axis"] ?? 0), x.shape)[0];
    if (axis !== 0 || Number(attrs["batchDims"] ?? 0) !== 0)
      throw new RangeError(`gradient of gather: expected axis 0 and no batch axes, got axis ${String(axis)}`);
    const rows = x.shape[0] ?? 0;
    return {
      x: () => {
        const flat = tf.reshape(dy, [indices.size, x.size / rows]);
        const index = Int32Array.from(indices.dataSync());
        return tf.reshape(scatterAddRows(flat, index, rows), x.shape);
      },
      indices: () => tf.zeros(indices.shape),
    };
  },
};
