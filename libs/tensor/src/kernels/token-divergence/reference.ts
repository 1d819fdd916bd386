// Shapes: M chosen places, m of them at a time, C channels, V vocabulary.
import { matMul } from "../../matmul-gradient";
import { scoped } from "../../memory";
import type { Tensor1D, Tensor2D } from "../../tfjs";
import { tf } from "../../tfjs";
import { tokenLogprobs } from "../token-logprobs/op";
import type { Divergence, Head, TokenDivergence } from "./op";

const LOGITS_AT_A_TIME = 2 ** 23; // 32 MB of float32 per model

/** Rows of places in parts, so that no more than 2^23 logits of a model stand at once. */
export function tokenDivergenceReference(o: TokenDivergence): Divergence {
  const [size, places] = [Math.max(1, Math.floor(LOGITS_AT_A_TIME / o.policy.wte.shape[0])), o.targets.length];
  const parts: Divergence[] = [];
  for (let i = 0; i < places; i += size) parts.push(scoped(() => divergenceOfRows(o, i, Math.min(size, places - i))));
  const joined = (key: keyof Divergence): Tensor1D => tf.concat1d([tf.zeros([0]), ...parts.map((part) => part[key])]);
  const all = {
    logprobs: joined("logprobs"),
    refLogprobs: joined("refLogprobs"),
    entropy: joined("entropy"),
    kl: joined("kl"),
  };
  tf.dispose(parts);
  return all;
}

function divergenceOfRows(
  { policy, reference, targets, temperature }: TokenDivergence,
  from: number,
  count: number,
): Divergence {
  const rows = ({ hidden, wte }: Head): Head => ({ hidden: tf.slice2d(hidden, [from, 0], [count, -1]), wte });
  const [p, q] = [rows(policy), rows(reference)];
  const some = { targets: targets.slice(from, from + count), temperature };
  const { logprobs, entropy } = tokenLogprobs({ ...p, ...some });
  const { logprobs: refLogprobs } = tokenLogprobs({ ...q, ...some });
  return { logprobs, entropy, refLogprobs, kl: fullKl(p, q, temperature) };
}

/** Σ p (log p − log q) of each row, [m]. */
function fullKl(p: Head, q: Head, temperature: number): Tensor1D {
  const logSoftmax = ({ hidden, wte }: Head): Tensor2D => {
    const logits: Tensor2D = tf.reshape(matMul(hidden, wte, { transposeB: true }), [hidden.shape[0], wte.shape[0]]);
    return tf.logSoftmax(tf.div<Tensor2D>(logits, temperature));
  };
  const [logp, logq] = [logSoftmax(p), logSoftmax(q)]; // [m, V]
  return tf.sum<Tensor1D>(tf.mul(tf.exp(logp), tf.sub(logp, logq)), 1);
}
