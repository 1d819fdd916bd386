import { scatterAddRows } from "../../scatter";
import type { Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { withGradient } from "../with-gradient";

export function gatherRowsReference(x: Tensor2D, index: Int32Array): Tensor2D {
  const [n, c] = x.shape;
  const y = withGradient([x], () => ({
    value: tf.gather(x, tf.tensor1d(index, "int32")),
    gradFunc: (dy) => [scatterAddRows(dy, index, n)],
  }));
  return tf.reshape(y, [index.length, c]);
}
