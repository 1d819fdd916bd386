// Shapes: M chosen places, C channels, V vocabulary.
import { matMul } from "../../matmul-gradient";
import type { Tensor1D } from "../../tfjs";
import { tf } from "../../tfjs";
import { gatherRowsReference } from "../gather-rows/reference";
import type { TokenLogprobs } from "./op";

export function tokenLogprobsReference({ hidden, wte, targets, temperature }: TokenLogprobs) {
  const [m, v] = [targets.length, wte.shape[0]];
  const logits = tf.div(matMul(hidden, wte, { transposeB: true }), temperature); // [M, V]
  const logp = tf.logSoftmax(logits); // [M, V]
  const flat = targets.map((token, i) => i * v + token);
  const logprobs: Tensor1D = tf.reshape(gatherRowsReference(tf.reshape(logp, [m * v, 1]), flat), [m]);
  const entropy: Tensor1D = tf.neg(tf.sum(tf.mul(tf.exp(logp), logp), 1)); // [M]
  return { logprobs, entropy };
}
