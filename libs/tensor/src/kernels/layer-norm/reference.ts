import { LAYER_NORM_EPSILON } from "../../plain/layer-norm";
import type { Tensor1D, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";

export function layerNormReference(x: Tensor2D, weight: Tensor1D, bias: Tensor1D): Tensor2D {
  const centred = tf.sub(x, tf.mean(x, 1, true)); // [N, C]
  const variance = tf.mean(tf.square(centred), 1, true); // [N, 1]
  const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, LAYER_NORM_EPSILON)));
  return tf.add(tf.mul(normal, weight), bias);
}
