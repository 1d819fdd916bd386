import { packRows, responseIndex, responseLogprobs, type Gpt } from "@rlhf/gpt";
import { scoped } from "@rlhf/tensor";
import type { Rows } from "./answers";

const ROWS_AT_A_TIME = 256; // bounds the activations of one forward

/** Mean nats per response token (EOS included) under the model, and its exponential. */
export async function perplexity(
  model: Gpt,
  { queries, responses }: { queries: Rows; responses: Rows },
): Promise<{ nats: number; perplexity: number }> {
  const sums = { nats: 0, tokens: 0 };
  for (let at = 0; at < queries.length; at += ROWS_AT_A_TIME) {
    const some = queries.slice(at, at + ROWS_AT_A_TIME);
    const rows = some.map((query, i) => [...query, ...(responses[at + i] ?? [])]);
    const packed = packRows(rows, model.config.nCtx);
    const index = responseIndex(
      packed,
      some.map((query) => query.length),
    );
    const logprobs = scoped(() => responseLogprobs(model, packed, index, { temperature: 1 }).logprobs); // [M]
    for (const x of await logprobs.data<"float32">()) sums.nats -= x;
    sums.tokens += logprobs.size;
    logprobs.dispose();
  }
  const nats = sums.nats / Math.max(1, sums.tokens);
  return { nats, perplexity: Math.exp(nats) };
}
