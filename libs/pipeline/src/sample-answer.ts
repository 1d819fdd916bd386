import { queryTokens } from "@rlhf/datasets";
import type { SampledToken, SampleRequest, TopToken } from "@rlhf/db";
import { DataError } from "@rlhf/domain";
import { forward, logits, packRows, type Gpt } from "@rlhf/gpt";
import { Philox, sampleToken, scoped } from "@rlhf/tensor";
import type { Tokenizer } from "@rlhf/tokenizer";

export type Sampler = { policy: Gpt; reference: Gpt | null; tokenizer: Tokenizer };

/**
 * Draws an answer token by token, each with the likeliest tokens at its place under the policy and the reference. With the
 * same seed it says what `rlhf sample` says. Ends at EOS, at
 * maxNewTokens or where the context is full; positions count from the first token drawn here.
 * @throws DataError when the prompt leaves no room for an answer.
 */
export async function* sampleAnswer(
  { policy, reference, tokenizer }: Sampler,
  request: Pick<SampleRequest, "messages" | "sampling" | "prefixTokenIds" | "topTokens">,
): AsyncGenerator<SampledToken> {
  const { nCtx, vocabSize } = policy.config;
  if (reference && reference.config.vocabSize !== vocabSize)
    throw new DataError(
      "playground: expected a reference with the policy's vocabulary; choose one of the same project",
    );
  const prompt = request.messages.map((message) => message.content).join("\n");
  const tokens = [...queryTokens(tokenizer, prompt, { nCtx }), ...request.prefixTokenIds];
  const { sampling, prefixTokenIds } = request;
  const random = new Philox({ seed: sampling.seed, purpose: "sample", step: 0, row: 0 });
  const room = Math.min(sampling.maxNewTokens, nCtx - tokens.length);
  for (const _ of prefixTokenIds) random.uniform(); // what was drawn for them
  for (let position = 0; position < room; position++) {
    const scores = await nextScores(policy, tokens);
    const { token } = sampleToken(scores, sampling, random.uniform());
    const logps = logSoftmax(scores, sampling.temperature);
    const refLogps = reference ? logSoftmax(await nextScores(reference, tokens), sampling.temperature) : null;
    const describe = (id: number): TopToken => ({
      tokenId: id,
      text: tokenizer.decode([id]),
      logp: logps[id] ?? 0,
      refLogp: refLogps?.[id] ?? null,
    });
    yield { position, ...describe(token), top: likeliest(logps, request.topTokens).map(describe) };
    if (token === tokenizer.specials.eos) return;
    tokens.push(token);
  }
}

/** Scores of the token after these, [V]. */
async function nextScores(model: Gpt, tokens: readonly number[]): Promise<Float32Array> {
  const scores = scoped(() => {
    const rows = packRows([tokens], model.config.nCtx);
    return logits(model, forward(model, rows, Int32Array.of(tokens.length - 1)));
  });
  try {
    return (await scores.data()) as Float32Array;
  } finally {
    scores.dispose();
  }
}

/** log softmax(scores / temperature), nats; in float64 like the sampler. */
function logSoftmax(scores: Float32Array, temperature: number): Float64Array {
  let max = -Infinity;
  for (const score of scores) max = Math.max(max, score);
  let total = 0;
  for (const score of scores) total += Math.exp((score - max) / temperature);
  return Float64Array.from(scores, (score) => (score - max) / temperature - Math.log(total));
}

function likeliest(logps: Float64Array, n: number): number[] {
  const order = Array.from(logps.keys()).sort((a, b) => (logps[b] ?? 0) - (logps[a] ?? 0) || a - b);
  return order.slice(0, n);
}
