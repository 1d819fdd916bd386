import { packRows, responseIndex, responseLogprobs, type Gpt } from "@rlhf/gpt";
import { scoped } from "@rlhf/tensor";
import { runs, takeRows, type SftBatch } from "./batches";

const ROWS_AT_A_TIME = 256; // bounds the activations kept alive by one forward

/** Mean nats per response token (EOS included) of held-out rows; 0 when no row has a response. */
export async function heldoutNats(model: Gpt, data: SftBatch): Promise<number> {
  const sums = { nats: 0, tokens: 0 };
  for (const index of runs(data.rows.length, Math.ceil(data.rows.length / ROWS_AT_A_TIME))) {
    const logprobs = await targetLogprobs(model, takeRows(data, index)); // [M]
    sums.nats -= logprobs.reduce((sum, x) => sum + x, 0);
    sums.tokens += logprobs.length;
  }
  return sums.nats / Math.max(1, sums.tokens);
}

async function targetLogprobs(model: Gpt, batch: SftBatch): Promise<Float32Array> {
  const packed = packRows(batch.rows, model.config.nCtx);
  const at = responseIndex(packed, [...batch.queryLengths]);
  const logprobs = scoped(() => responseLogprobs(model, packed, at, { temperature: 1 }).logprobs);
  const values = Float32Array.from(await logprobs.data());
  logprobs.dispose();
  return values;
}
