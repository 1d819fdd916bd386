// Shapes: B responses, M their tokens laid end to end, N all tokens, V vocabulary.
import { forward, logits, packRows, responseIndex, type Gpt } from "@rlhf/gpt";
import { gatherRows, scoped, tf, type Tensor1D, type Tensor2D } from "@rlhf/tensor";
import type { DivergenceFn, Rows } from "./answers";

const ROWS_AT_A_TIME = 256; // bounds the activations of one forward
const LOGITS_AT_A_TIME = 2 ** 23; // 32 MB of float32 per network

/**
 * KL(policy ‖ reference) of given responses in nats per response, at one temperature: `k1` sums the log-ratios of the sampled
 * tokens, `full` the exact KL of the next-token distributions at the visited states.
 * @source algorithms.md 2.3
 */
export function divergenceOf(policy: Gpt, reference: Gpt, { temperature }: { temperature: number }): DivergenceFn {
  return async (queries, responses) => {
    const k1 = new Float32Array(queries.length);
    const full = new Float32Array(queries.length);
    for (let at = 0; at < queries.length; at += ROWS_AT_A_TIME) {
      const some = queries.slice(at, at + ROWS_AT_A_TIME);
      const part = await divergenceOfRows([policy, reference], {
        ...{ queries: some, responses: responses.slice(at, at + ROWS_AT_A_TIME), temperature },
      });
      k1.set(part.k1, at);
      full.set(part.full, at);
    }
    return { k1, full };
  };
}

type Pair = readonly [policy: Gpt, reference: Gpt];

async function divergenceOfRows(
  [policy, reference]: Pair,
  { queries, responses, temperature }: { queries: Rows; responses: Rows; temperature: number },
): Promise<{ k1: Float32Array; full: Float32Array }> {
  const rows = queries.map((query, i) => [...query, ...(responses[i] ?? [])]);
  const packed = packRows(rows, policy.config.nCtx);
  const at = responseIndex(
    packed,
    queries.map((query) => query.length),
  );
  const tokens = scoped(() => {
    const hidden = [forward(policy, packed), forward(reference, packed)] as const; // [N, C]
    return tokenDivergence([policy, reference], hidden, { ...at, temperature });
  });
  const k1 = rowSums(await tokens.k1.data(), at.rowOffsets);
  const full = rowSums(await tokens.full.data(), at.rowOffsets);
  tf.dispose(tokens);
  return { k1, full };
}

/** Both estimates at each response token, a bounded number of logit rows at a time. Returns [M]. */
function tokenDivergence(
  [policy, reference]: Pair,
  [hidden, refHidden]: readonly [Tensor2D, Tensor2D],
  { index, targets, temperature }: { index: Int32Array; targets: Int32Array; temperature: number },
): { k1: Tensor1D; full: Tensor1D } {
  const size = Math.max(1, Math.floor(LOGITS_AT_A_TIME / policy.config.vocabSize));
  const k1: Tensor1D[] = [tf.zeros([0])];
  const full: Tensor1D[] = [tf.zeros([0])];
  for (let i = 0; i < index.length; i += size) {
    const some = index.slice(i, i + size);
    const part = scoped(() => {
      const logprobs = tf.logSoftmax(logits(policy, gatherRows(hidden, some)).div<Tensor2D>(temperature)); // [m, V]
      const ref = tf.logSoftmax(logits(reference, gatherRows(refHidden, some)).div<Tensor2D>(temperature));
      const difference = logprobs.sub<Tensor2D>(ref); // [m, V]
      const chosen = tf.oneHot(tf.tensor1d(targets.slice(i, i + size), "int32"), policy.config.vocabSize);
      return { k1: difference.mul(chosen).sum<Tensor1D>(1), full: logprobs.exp().mul(difference).sum<Tensor1D>(1) };
    });
    k1.push(part.k1);
    full.push(part.full);
  }
  return { k1: tf.concat1d(k1), full: tf.concat1d(full) };
}

function rowSums(tokens: ArrayLike<number>, rowOffsets: Int32Array): Float32Array {
  return Float32Array.from({ length: rowOffsets.length - 1 }, (_, i) => {
    let sum = 0;
    for (let t = rowOffsets[i] ?? 0; t < (rowOffsets[i + 1] ?? 0); t++) sum += tokens[t] ?? NaN;
    return sum;
  });
}
