import { matMul } from "../../matmul-gradient";
import type { Tensor, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { savedAt, withGradient } from "../with-gradient";
import type { Linear } from "./op";

const ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);
const CUBE = 0.044715;

export function linearReference({ x, w, bias, residual, gelu: activate }: Linear): Tensor2D {
  const product = matMul(x, w);
  const z = bias === undefined ? product : tf.add(product, bias);
  const y = activate === true ? gelu(z) : z;
  return tf.reshape(residual === undefined ? y : tf.add(y, residual), [x.shape[0], w.shape[1]]);
}

/** The tanh inside GELU. */
const inner = (x: Tensor) => tf.tanh(tf.mul(ROOT_2_OVER_PI, tf.add(x, tf.mul(CUBE, tf.mul(x, tf.square(x))))));

/** GELU, tanh form; its derivative written out, because the tape of its nine ops costs more than the products around it. */
function gelu(x: Tensor): Tensor {
  return withGradient([x], (save) => {
    const t = inner(x);
    save([x, t]);
    return {
      value: tf.mul(tf.mul(0.5, x), tf.add(1, t)),
      gradFunc: (dy, saved) => {
        const [z, th] = [savedAt(saved, 0), savedAt(saved, 1)];
        const slopeOfInner = tf.add(ROOT_2_OVER_PI, tf.mul(3 * CUBE * ROOT_2_OVER_PI, tf.square(z)));
        const curved = tf.mul(tf.mul(0.5, z), tf.mul(tf.sub(1, tf.square(th)), slopeOfInner));
        return [tf.mul(dy, tf.add(tf.mul(0.5, tf.add(1, th)), curved))];
      },
    };
  });
}
