// The functions of build/native.node. Arguments are checked in C++: a typed array that is too short or of another kind
// is a TypeError. Shapes: N tokens, M selected rows, K inputs, C channels, V vocabulary.

/** An opaque handle: activations of a trunk, or a decoder. Frees itself when collected. */
export type Handle = { readonly __native: never };
export type EngineState = { instructionSet: string; precision: "float32" | "bfloat16"; threads: number };
export type MemoryCounters = {
  inUse: number;
  peakInUse: number;
  held: number;
  systemAllocations: number;
  requests: number;
};

type F = Float32Array;
type I = Int32Array;
type Floats = readonly Float32Array[];
/** layers, heads, width, context, vocabulary */
type ShapeArgs = [number, number, number, number, number];
/** id, version, arrays */
type WeightArgs = [number, number, Floats];
/** tokens, positions, offsets */
type RowArgs = [I, I, I];

/** id, version, hidden, wte, logprobs (written) */
type HeadArgs = [number, number, F, F, F];

/** Numbers of the enum Keep in cpp/trunk.h: what a forward leaves for its backward. */
export const KEEP = { nothing: 0, everything: 1, inputs: 2 } as const;
type Keep = (typeof KEEP)[keyof typeof KEEP];

/** Numbers of the enums in cpp/engine.h. */
export const PAIRWISE = { add: 0, sub: 1, mul: 2, div: 3, max: 4, min: 5 } as const;
export const UNARY = { exp: 0, neg: 1, square: 2, sqrt: 3, gelu: 4 } as const;
export const REDUCTION = { sum: 0, max: 1 } as const;
/** b like a, one value, one per row of a, or one row for all. */
export const LAYOUT = { same: 0, one: 1, perRow: 2, row: 3 } as const;
type PairwiseOp = (typeof PAIRWISE)[keyof typeof PAIRWISE];
type UnaryOp = (typeof UNARY)[keyof typeof UNARY];
type ReductionOp = (typeof REDUCTION)[keyof typeof REDUCTION];
export type Layout = (typeof LAYOUT)[keyof typeof LAYOUT];

export type Addon = {
  configure(instructionSet: string, precision: string, threads: number): string;
  state(): EngineState;
  instructionSets(): string[];
  allocate(elements: number): Float32Array;
  /** A file's first `bytes`, read-only: writing into it ends the process. */
  mapFile(fileDescriptor: number, bytes: number): ArrayBuffer;
  memory(): MemoryCounters;
  trim(): number;

  linearForward(n: number, k: number, m: number, gelu: boolean, x: F, w: F, bias: F | null, residual: F | null, y: F, pre: F | null): void; // prettier-ignore
  linearBackward(n: number, k: number, m: number, gelu: boolean, x: F, w: F, dy: F, pre: F | null, dx: F | null, dw: F, dbias: F | null): void; // prettier-ignore
  layerNormForward(n: number, c: number, x: F, weight: F, bias: F, y: F, mean: F, rstd: F): void;
  layerNormBackward(n: number, c: number, x: F, weight: F, mean: F, rstd: F, dy: F, dx: F, dw: F, db: F): void;
  attentionForward(n: number, c: number, heads: number, offsets: I, qkv: F, y: F, lse: F): void;
  attentionBackward(n: number, c: number, heads: number, offsets: I, qkv: F, lse: F, dy: F, dqkv: F): void;
  embedForward(c: number, tokens: I, positions: I, wte: F, wpe: F, y: F): void;
  embedBackward(c: number, tokens: I, positions: I, dy: F, dwte: F, dwpe: F): void;
  gatherRows(c: number, x: F, index: I, y: F): void;
  scatterAddRows(c: number, dy: F, index: I, y: F): void;
  tokenLogprobsForward(m: number, c: number, v: number, temperature: number, id: number, version: number, hidden: F, wte: F, targets: I, logprobs: F, entropy: F, lse: F): void; // prettier-ignore
  tokenLogprobsBackward(m: number, c: number, v: number, temperature: number, id: number, version: number, hidden: F, wte: F, targets: I, entropy: F, lse: F, dlogprobs: F, dentropy: F, dhidden: F, dwte: F): void; // prettier-ignore
  tokenDivergence(
    m: number,
    c: number,
    v: number,
    temperature: number,
    ...a: [...HeadArgs, ...HeadArgs, I, F, F]
  ): void;
  adamw(p: Floats, g: Floats, m: Floats, v: Floats, beta1: number, beta2: number, stepSize: number, rootScale: number, epsilon: number, decay: number, gradScale: number): void; // prettier-ignore
  globalNorm(arrays: Floats): number;
  scale(arrays: Floats, factor: number): void;

  /** y = a op b; layout says how b lies against a. */
  pairwise(op: PairwiseOp, layout: Layout, a: F, b: F, y: F): void;
  unary(op: UnaryOp, x: F, y: F): void;
  /** Over rows of x.length / y.length values. */
  reduce(op: ReductionOp, x: F, y: F): void;
  /** y[batch, m, n] = a b; ta: a is [batch, k, m]; tb: b is [batch, n, k]. */
  matmul(m: number, n: number, k: number, batch: number, ta: boolean, tb: boolean, a: F, b: F, y: F): void;

  /** Seconds of the fastest of several [m, k] x [k, n] products; with or without packing the operands each time. */
  timeProduct(m: number, n: number, k: number, repetitions: number, packEachTime: boolean): number;

  gptTrunkForward(...a: [...ShapeArgs, ...WeightArgs, ...RowArgs, I | null, Keep, F]): Handle | undefined;
  gptTrunkBackward(...a: [...ShapeArgs, ...WeightArgs, ...RowArgs, Handle, F, Floats, boolean]): void;
  trunkRelease(handle: Handle): void;
  forgetWeights(id: number): void;

  decoderCreate(...a: [...ShapeArgs, ...WeightArgs, number, number]): Handle;
  decoderPrefill(decoder: Handle, tokens: I, positions: I, offsets: I, logits: F): void;
  decoderStep(decoder: Handle, rows: I, tokens: I, logits: F): void;
  decoderStart(decoder: Handle, tokens: I, positions: I, offsets: I, temperature: number, topK: number, topP: number, eosId: number, key: Uint32Array, counters: Uint32Array, maxNewTokens: number, keepStates: boolean): void; // prettier-ignore
  decoderAdvance(decoder: Handle, steps: number): number;
  decoderCollect(decoder: Handle, tokens: I, logprobs: F, lengths: I, finished: Uint8Array, states: F | null): void;
  decoderDispose(decoder: Handle): void;
};
