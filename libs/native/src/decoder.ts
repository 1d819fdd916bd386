import type { Addon } from "./addon";
import { type GptShape, type PackedTokens, shapeArgs, type WeightSet, weightArgs } from "./trunk-arguments";

export type DecoderOptions = { shape: GptShape; weights: WeightSet; maxRows: number; maxTokens: number };
type Sampling = {
  temperature: number;
  topK: number;
  topP: number;
  eosId: number;
  key: Uint32Array;
  counters: Uint32Array;
};

type Drawn = {
  tokens: Int32Array;
  logprobs: Float32Array;
  lengths: Int32Array;
  finished: Uint8Array;
  states: Float32Array | null;
};

/** A native key-value cache with its weights. The weights are kept alive here: C++ holds bare pointers to them. */
export function createDecoder(addon: Addon, { shape, weights, maxRows, maxTokens }: DecoderOptions) {
  const alive = { weights };
  const handle = addon.decoderCreate(...shapeArgs(shape), ...weightArgs(alive.weights), maxRows, maxTokens);
  return {
    weights: alive.weights,
    prefill: (r: PackedTokens, logits: Float32Array) =>
      addon.decoderPrefill(handle, r.tokens, r.positions, r.offsets, logits),
    step: (rows: Int32Array, tokens: Int32Array, logits: Float32Array) =>
      addon.decoderStep(handle, rows, tokens, logits),
    start: ({ tokens, positions, offsets }: PackedTokens, s: Sampling, maxNewTokens: number, keepStates: boolean) =>
      addon.decoderStart(handle, tokens, positions, offsets, s.temperature, s.topK, s.topP, s.eosId, s.key, s.counters, maxNewTokens, keepStates), // prettier-ignore
    advance: (steps: number) => addon.decoderAdvance(handle, steps),
    collect: (o: Drawn) => addon.decoderCollect(handle, o.tokens, o.logprobs, o.lengths, o.finished, o.states),
    dispose: () => addon.decoderDispose(handle),
  };
}
