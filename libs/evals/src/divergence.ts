// Shapes: B responses, M their tokens laid end to end, N all tokens.
import { forward, packRows, responseIndex, tiedHead, type Gpt } from "@rlhf/gpt";
import { scoped, tf, tokenDivergence, type Tensor1D, type Tensor2D } from "@rlhf/tensor";
import type { DivergenceFn, Rows } from "./answers";

const ROWS_AT_A_TIME = 256; // bounds the activations of one forward

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
    const hidden = [forward(policy, packed, at.index), forward(reference, packed, at.index)] as const; // [M, C]
    return tokenEstimates([policy, reference], hidden, { targets: at.targets, temperature });
  });
  const k1 = rowSums(await tokens.k1.data(), at.rowOffsets);
  const full = rowSums(await tokens.full.data(), at.rowOffsets);
  tf.dispose(tokens);
  return { k1, full };
}

/** Both estimates at each response token. Returns [M]. */
function tokenEstimates(
  [policy, reference]: Pair,
  [hidden, refHidden]: readonly [Tensor2D, Tensor2D],
  { targets, temperature }: { targets: Int32Array; temperature: number },
): { k1: Tensor1D; full: Tensor1D } {
  const said = tokenDivergence({
    policy: tiedHead(policy, hidden),
    reference: tiedHead(reference, refHidden),
    ...{ targets, temperature },
  });
  return { k1: said.logprobs.sub(said.refLogprobs), full: said.kl };
}

function rowSums(tokens: ArrayLike<number>, rowOffsets: Int32Array): Float32Array {
  return Float32Array.from({ length: rowOffsets.length - 1 }, (_, i) => {
    let sum = 0;
    for (let t = rowOffsets[i] ?? 0; t < (rowOffsets[i + 1] ?? 0); t++) sum += tokens[t] ?? NaN;
    return sum;
  });
}
