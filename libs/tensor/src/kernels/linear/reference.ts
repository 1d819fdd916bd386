import { matMul } from "../../matmul-gradient";
import type { Tensor, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { savedAt, withGradient } from "../with-gradient";
import type { Linear } from "./op";

const TWICE_ROOT_2_OVER_PI = 2 * Math.sqrt(2 / Math.PI);
const CUBE = 0.044715;

export function linearReference({ x, w, bias, residual, gelu: activate }: Linear): Tensor2D {
  const product = matMul(x, w);
  const z = bias === undefined ? product : tf.add(product, bias);
  const y = activate === true ? gelu(z) : z;
  return tf.reshape(residual === undefined ? y : tf.add(y, residual), [x.shape[0], w.shape[1]]);
}

/**
 * GELU, tanh form, as x σ(u) with u = 2 √(2/π) (x + 0.044715 x³), since ½ (1 + tanh(u / 2)) = σ(u); its derivative
 * σ + x σ (1 − σ) u′ written out. 14 ops that each walk [N, M].
 */
function gelu(x: Tensor): Tensor {
  return withGradient([x], (save) => {
    const u = tf.mul(x, tf.add(TWICE_ROOT_2_OVER_PI, tf.mul(CUBE * TWICE_ROOT_2_OVER_PI, tf.square(x))));
    const sigmoid = tf.sigmoid(u);
    const value = tf.mul(x, sigmoid);
    save([x, sigmoid, value]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [z, s, y] = [savedAt(saved, 0), savedAt(saved, 1), savedAt(saved, 2)];
        const slope = tf.add(TWICE_ROOT_2_OVER_PI, tf.mul(3 * CUBE * TWICE_ROOT_2_OVER_PI, tf.square(z))); // u′
        return [tf.mul(dy, tf.add(s, tf.mul(tf.mul(y, tf.sub(1, s)), slope)))];
      },
    };
  });
}
