// Shapes: B responses, M response tokens of all of them laid end to end, N all tokens, C channels, V vocabulary.
// The one file where a record's words (prompt, generation) become a tensor's words (queries, responses).
import type { PpoConfig } from "@rlhf/domain";
import { forward, generate, packRows, responseIndex, scalars, tiedHead, type Gpt } from "@rlhf/gpt";
import {
  pooled,
  scoped,
  tf,
  tokenDivergence,
  tokenLogprobs,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@rlhf/tensor";

export type Tokens = readonly number[];

/** The three networks of a rollout; critic and policy are the same one when the trunk is shared. */
export type Models = { policy: Gpt; reference: Gpt; critic: Gpt };

/** What the models say at the place before each response token. All [M], nats or reward units, at the sampling temperature. */
export type TokenStatistics = {
  logprobs: Float32Array;
  refLogprobs: Float32Array;
  klFull: Float32Array;
  entropy: Float32Array;
  values: Float32Array;
};

export type Rollout = TokenStatistics & {
  queries: readonly Tokens[];
  responses: readonly Tokens[];
  finished: readonly boolean[];
  /** Response i owns places offsets[i] … offsets[i + 1] − 1 of the flat arrays. [B + 1] */
  offsets: Int32Array;
};

const ROWS_AT_A_TIME = 256; // bounds the activations of one forward

/**
 * Samples one response per query until EOS or responseLength tokens, then computes every statistic with the forward that
 * training uses, so that the first minibatch has ratio 1. Where the decoder has that forward's bits, the policy's part is
 * taken from it: one forward of four less.
 */
export async function collectRollout(
  models: Models,
  queries: readonly Tokens[],
  { config, ...sampling }: { config: PpoConfig; eosId: number | null; seed: number; purpose: string; step: number },
): Promise<Rollout> {
  const generated = await generate(models.policy, queries, {
    ...sampling,
    maxNewTokens: config.responseLength,
    temperature: config.temperature,
    topK: 0,
    topP: 1,
    rowIds: queries.map((_, i) => i),
    keepStates: true,
  });
  const responses = generated.map((g) => g.tokens);
  return {
    queries,
    responses,
    finished: generated.map((g) => g.finished),
    offsets: responseOffsets(responses),
    ...(await tokenStatistics(models, { queries, responses, states: generated.map((g) => g.states) }, config)),
  };
}

/**
 * The policy's log-probs of the response tokens from its hidden states before each; differentiable. hidden: [M, C].
 * Returns [M] each.
 * @source algorithms.md 2.0: the logits at the place before each token, over the sampling temperature
 */
export function logprobsOf(
  model: Gpt,
  hidden: Tensor2D,
  { targets, temperature }: { targets: Int32Array; temperature: number },
): { logprobs: Tensor1D; entropy: Tensor1D } {
  return tokenLogprobs({ ...tiedHead(model, hidden), targets, temperature });
}

type Answered = {
  queries: readonly Tokens[];
  responses: readonly Tokens[];
  /** [tokens, C] of each response under the policy, or null: to be computed. */
  states: readonly (Float32Array | null)[];
};

async function tokenStatistics(
  models: Models,
  { queries, responses, states }: Answered,
  config: PpoConfig,
): Promise<TokenStatistics> {
  const parts: TokenStatistics[] = [];
  for (let i = 0; i < queries.length; i += ROWS_AT_A_TIME) {
    const some = queries.slice(i, i + ROWS_AT_A_TIME);
    const rows = some.map((query, k) => [...query, ...(responses[i + k] ?? [])]);
    const queryLengths = some.map((query) => query.length);
    const known = states.slice(i, i + ROWS_AT_A_TIME).filter((s) => s !== null);
    const hidden = known.length === some.length ? concat(known) : null;
    parts.push(await statisticsOfRows(models, { rows, queryLengths, hidden }, config));
  }
  const joined = (key: keyof TokenStatistics): Float32Array => concat(parts.map((part) => part[key]));
  return {
    logprobs: joined("logprobs"),
    refLogprobs: joined("refLogprobs"),
    klFull: joined("klFull"),
    entropy: joined("entropy"),
    values: joined("values"),
  };
}

async function statisticsOfRows(
  { policy, reference, critic }: Models,
  o: { rows: readonly Tokens[]; queryLengths: number[]; hidden: Float32Array | null },
  { temperature }: PpoConfig,
): Promise<TokenStatistics> {
  const packed = packRows(o.rows, policy.config.nCtx);
  const { index, targets } = responseIndex(packed, o.queryLengths);
  const statistics = () => {
    const known = o.hidden && tf.tensor2d(o.hidden, [index.length, policy.config.nEmbd]);
    const hidden = known ?? forward(policy, packed, index); // [M, C]
    const refHidden = forward(reference, packed, index); // [M, C]
    const valueHidden = critic === policy ? hidden : forward(critic, packed, index); // [M, C]
    const said = tokenDivergence({
      policy: tiedHead(policy, hidden),
      reference: tiedHead(reference, refHidden),
      ...{ targets, temperature },
    });
    return { ...said, values: scalars(critic, "value_head", valueHidden) };
  };
  const tensors = pooled(() => scoped(statistics));
  return {
    logprobs: await takeValues(tensors.logprobs),
    refLogprobs: await takeValues(tensors.refLogprobs),
    klFull: await takeValues(tensors.kl),
    entropy: await takeValues(tensors.entropy),
    values: await takeValues(tensors.values),
  };
}

/** Reads a tensor's values back (a copy) and disposes it. */
export async function takeValues(tensor: Tensor): Promise<Float32Array> {
  const values = Float32Array.from(await tensor.data());
  tensor.dispose();
  return values;
}

export function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function responseOffsets(responses: readonly Tokens[]): Int32Array {
  const offsets = new Int32Array(responses.length + 1);
  responses.forEach((response, i) => (offsets[i + 1] = (offsets[i] ?? 0) + response.length));
  return offsets;
}
