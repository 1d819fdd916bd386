import { LAYER_NORM_EPSILON } from "../../plain/layer-norm";
import type { Tensor, Tensor1D, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { savedAt, withGradient } from "../with-gradient";

/** Its derivative is written out: the tape of its nine ops makes thirty, each of which walks [N, C]. */
export function layerNormReference(x: Tensor2D, weight: Tensor1D, bias: Tensor1D): Tensor2D {
  const y = withGradient([x, weight, bias], (save) => {
    const centred = tf.sub(x, tf.mean(x, 1, true)); // [N, C]
    const variance = tf.mean(tf.square(centred), 1, true); // [N, 1]
    const rstd = tf.rsqrt(tf.add(variance, LAYER_NORM_EPSILON)); // [N, 1]
    const normal = tf.mul(centred, rstd); // [N, C]
    save([normal, rstd, weight]);
    return {
      value: tf.add(tf.mul(normal, weight), bias),
      gradFunc: (dy, saved) =>
        backward(dy, { normal: savedAt(saved, 0), rstd: savedAt(saved, 1), w: savedAt(saved, 2) }),
    };
  });
  return tf.reshape(y, x.shape);
}

/** dx = rstd (g - mean(g) - x̂ mean(g x̂)) with g = dy weight and x̂ the normalised input; then dweight, dbias. */
function backward(dy: Tensor, { normal, rstd, w }: Record<"normal" | "rstd" | "w", Tensor>): Tensor[] {
  const g = tf.mul(dy, w);
  const along = tf.mul(normal, tf.mean(tf.mul(g, normal), 1, true));
  const dx = tf.mul(rstd, tf.sub(tf.sub(g, tf.mean(g, 1, true)), along));
  return [dx, tf.sum(tf.mul(dy, normal), 0), tf.sum(dy, 0)];
}
