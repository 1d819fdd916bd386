// Shapes: B rows, V vocabulary.
import { CancelledError, ShapeError } from "@rlhf/domain";
import { fusedKernels, Philox, philoxStream, sampleToken, type Tensor2D, tf, trunkShapes } from "@rlhf/tensor";
import { decodeTokens } from "./decode";
import { type Gpt, matrix } from "./gpt";
import { KvCache } from "./kv-cache";
import { packRows } from "./rows";

export type GenerateOptions = {
  maxNewTokens: number;
  temperature: number;
  topK: number; // 0: off
  topP: number; // 1: off
  eosId: number | null;
  seed: number;
  purpose: string;
  step: number;
  rowIds: readonly number[];
  /** Also the hidden states that the tokens are drawn from, where the decoder has the bits of the training forward. */
  keepStates?: boolean;
  signal?: AbortSignal;
};

/** A response: its tokens (EOS kept), their log-probabilities when drawn, and whether EOS was reached. */
export type Generated = {
  tokens: number[];
  logprobs: Float32Array;
  finished: boolean;
  /** [tokens, C]: what `forward` gives at the place before each token, to the last bit; null where it was not kept. */
  states: Float32Array | null;
};

/** Tokens decoded between two looks at the signal. */
const STRIDE = 8;

/**
 * Continues each query until EOS or maxNewTokens. Row i draws from Philox(seed, purpose, step, rowIds[i]), so what it says
 * depends neither on the rows beside it nor on their order. Log-probabilities are of the sampling distribution: at its
 * temperature, and truncated when topK or topP are on; nats.
 * @throws ShapeError if a query and its response may not fit nCtx. @throws CancelledError when the signal fires.
 * @source algorithms.md 2.1
 */
export async function generate(
  model: Gpt,
  queries: readonly (readonly number[])[],
  o: GenerateOptions,
): Promise<Generated[]> {
  if (o.rowIds.length !== queries.length)
    throw new ShapeError(`generate: expected ${queries.length} row ids, one per query, got ${o.rowIds.length}`);
  if (queries.length === 0) return [];
  const longest = queries.reduce((n, query) => Math.max(n, query.length), 0);
  if (longest + o.maxNewTokens > model.config.nCtx) {
    throw new ShapeError(
      `generate: expected query and response within nCtx = ${model.config.nCtx}, got ${longest} + ${o.maxNewTokens}`,
    );
  }
  return fusedKernels().createDecoder === undefined ? decodeOnTape(model, queries, o) : decodeFused(model, queries, o);
}

type Queries = readonly (readonly number[])[];
type Row = { index: number; random: Philox; tokens: number[]; logprobs: number[]; finished: boolean; position: number };

/** Prefill, then one token per active row and round; rows that reached EOS leave the batch. */
async function decodeOnTape(model: Gpt, queries: Queries, o: GenerateOptions): Promise<Generated[]> {
  const { seed, purpose, step } = o;
  const rows = queries.map((query, index): Row => {
    const random = new Philox({ seed, purpose, step, row: o.rowIds[index] ?? 0 });
    return { index, random, tokens: [], logprobs: [], finished: false, position: query.length };
  });
  const longest = Math.max(...rows.map((row) => row.position));
  const cache = new KvCache(model.config, { maxRows: rows.length, maxTokens: longest + o.maxNewTokens });
  const head: Tensor2D = tf.transpose(matrix(model, "wte.weight"));
  try {
    let active = rows;
    let scores = prefill(model, cache, { queries, head });
    for (let t = 0; active.length > 0; t++) {
      sampleAll(active, scores, o);
      active = active.filter((row) => !row.finished && row.tokens.length < o.maxNewTokens);
      if (active.length === 0) break;
      if (t % STRIDE === 0) await letOthersRun(o.signal);
      scores = decodeTokens(model, cache, { ...nextTokens(active), head });
    }
  } finally {
    head.dispose();
  }
  return rows.map(({ tokens, logprobs, finished }) => ({
    ...{ tokens, finished, states: null },
    logprobs: Float32Array.from(logprobs),
  }));
}

function prefill(model: Gpt, cache: KvCache, o: { queries: Queries; head: Tensor2D }): Float32Array {
  const { tokens, positions, offsets } = packRows(o.queries, model.config.nCtx);
  const rows = new Int32Array(tokens.length);
  for (let b = 0; b < o.queries.length; b++) rows.fill(b, offsets[b], offsets[b + 1]);
  const wanted = offsets.slice(1).map((end) => end - 1);
  return decodeTokens(model, cache, { tokens, at: { rows, positions }, wanted, head: o.head });
}

function nextTokens(active: readonly Row[]) {
  const of = (f: (row: Row) => number) => Int32Array.from(active, f);
  return {
    tokens: of((row) => row.tokens.at(-1) ?? 0),
    at: { rows: of((row) => row.index), positions: of((row) => row.position++) },
    wanted: Int32Array.from(active.keys()),
  };
}

function sampleAll(active: readonly Row[], scores: Float32Array, o: GenerateOptions): void {
  const v = scores.length / active.length;
  active.forEach((row, i) => {
    const { token, logprob } = sampleToken(scores.subarray(i * v, (i + 1) * v), o, row.random.uniform());
    row.tokens.push(token);
    row.logprobs.push(logprob);
    row.finished = token === o.eosId;
  });
}

async function letOthersRun(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted === true) throw new CancelledError("generation was asked to stop", { cause: signal.reason });
}

/** The same through the backend's own decoder. */
async function decodeFused(model: Gpt, queries: Queries, o: GenerateOptions): Promise<Generated[]> {
  const rows = packRows(queries, model.config.nCtx);
  const [maxRows, n] = [queries.length, o.maxNewTokens];
  const maxTokens = Math.max(...queries.map((query) => query.length)) + n;
  const weights = model.params.weightSet(trunkShapes(model.config).map(([name]) => name));
  const streams = o.rowIds.map((row) => philoxStream({ seed: o.seed, purpose: o.purpose, step: o.step, row }));
  const key = Uint32Array.from(streams[0]?.key ?? []);
  const counters = Uint32Array.from(streams.flatMap((stream) => [...stream.counter]));
  const { temperature, topK, topP, keepStates = false } = o;
  const c = model.config.nEmbd;
  const decoder = fusedKernels().createDecoder?.({ shape: model.config, weights, maxRows, maxTokens });
  if (decoder === undefined) throw new ShapeError("generate: expected a decoder");
  try {
    decoder.start(rows, { temperature, topK, topP, eosId: o.eosId ?? -1, key, counters }, n, keepStates);
    while (decoder.advance(STRIDE) > 0) await letOthersRun(o.signal);
    const out = {
      tokens: new Int32Array(maxRows * n),
      logprobs: new Float32Array(maxRows * n),
      lengths: new Int32Array(maxRows),
      finished: new Uint8Array(maxRows),
      states: keepStates ? new Float32Array(maxRows * n * c) : null,
    };
    decoder.collect(out);
    return queries.map((_, b) => ({
      tokens: [...out.tokens.subarray(b * n, b * n + (out.lengths[b] ?? 0))],
      logprobs: out.logprobs.slice(b * n, b * n + (out.lengths[b] ?? 0)),
      finished: out.finished[b] === 1,
      states: out.states?.subarray(b * n * c, (b * n + (out.lengths[b] ?? 0)) * c) ?? null,
    }));
  } finally {
    decoder.dispose();
  }
}
