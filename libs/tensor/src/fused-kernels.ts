// Shapes: N packed tokens, B rows, M selected places, C channels, H heads, D = C / H, V vocabulary, K inputs, L layers.
//
// The seam to a fused implementation (libs/native, or the plain-TypeScript one of the tests). Rules for all of it:
// - Everything is a typed-array view, row-major, float32 (or int32 for ids and offsets). The caller allocates outputs;
//   a kernel overwrites every element of its outputs (it never adds into them) and never keeps a view after it returned,
//   except for weights of a decoder, and of packed copies cached under a WeightSet's id and version.
// - Shapes were validated by the caller. Every kernel is optional; what is missing runs as plain TensorFlow.js ops.
// - "Packed rows": row b owns tokens offsets[b] .. offsets[b + 1] - 1; attention never crosses a row.
// - GELU is the tanh form: 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). Layer-norm epsilon is 1e-5 everywhere.
// - The result must not depend on the number of threads, nor a row's result on the rows beside it.
//
// The bridge: @rlhf/native exports
//   openNative(o: { precision: "auto" | "float32" | "bfloat16"; threads?: number }): Promise<NativeEngine>
// which registers the TensorFlow.js backend "native" (storage = typed arrays of the CPU backend's kind, so that
// backend.data.get(dataId).values is a view the kernels may read and, for adamw, write) and returns NativeEngine below;
// it throws an Error whose message says why it cannot (not built, no such instruction set, ...).

export type NativeEngine = {
  precision: "float32" | "bfloat16";
  threads: number;
  /** e.g. "avx512-bf16", "avx512", "avx2", "portable" */
  instructionSet: string;
  kernels: FusedKernels;
};

/** Shape of a GPT-2 trunk. */
export type GptShape = { nLayer: number; nHead: number; nEmbd: number; nCtx: number; vocabSize: number };

/**
 * The trunk's weights in this order: wte.weight [V,C], wpe.weight [nCtx,C], then per layer h.<i>.: ln_1.weight [C],
 * ln_1.bias [C], attn.c_attn.weight [C,3C], attn.c_attn.bias [3C], attn.c_proj.weight [C,C], attn.c_proj.bias [C],
 * ln_2.weight [C], ln_2.bias [C], mlp.c_fc.weight [C,4C], mlp.c_fc.bias [4C], mlp.c_proj.weight [4C,C],
 * mlp.c_proj.bias [C]; last ln_f.weight [C], ln_f.bias [C]. Matrices are [in, out] (GPT-2's Conv1D).
 * In all 2 + 12 L + 2 arrays. `id` names the set of weights, `version` grows whenever any of them changes:
 * packed (bfloat16, reordered) copies may be cached under (id, version) and must be dropped by forgetWeights(id).
 */
export type WeightSet = { id: number; version: number; arrays: readonly Float32Array[] };

/** Tokens of B rows laid end to end; positions count from 0 in each row. */
export type PackedTokens = {
  tokens: Int32Array; // [N] in 0..V-1
  positions: Int32Array; // [N] in 0..nCtx-1
  offsets: Int32Array; // [B + 1], offsets[0] = 0, offsets[B] = N
};

/** y = gelu?(x w + bias) + residual. With gelu, `preActivation` receives x w + bias when the caller needs a gradient. */
export type LinearForward = {
  x: Float32Array; // [N, K]
  w: Float32Array; // [K, M]
  bias: Float32Array | null; // [M]
  residual: Float32Array | null; // [N, M]
  gelu: boolean;
  n: number;
  k: number;
  m: number;
  y: Float32Array; // out [N, M]
  preActivation: Float32Array | null; // out [N, M], only with gelu
};

/** The residual's gradient is dy itself and is not computed here. */
export type LinearBackward = {
  x: Float32Array; // [N, K]
  w: Float32Array; // [K, M]
  dy: Float32Array; // [N, M]
  preActivation: Float32Array | null; // [N, M], given when gelu was on
  gelu: boolean;
  n: number;
  k: number;
  m: number;
  dx: Float32Array | null; // out [N, K]; null: not wanted
  dw: Float32Array; // out [K, M]
  dbias: Float32Array | null; // out [M]
};

export type LayerNormForward = {
  x: Float32Array; // [N, C]
  weight: Float32Array; // [C]
  bias: Float32Array; // [C]
  n: number;
  c: number;
  y: Float32Array; // out [N, C]
  mean: Float32Array; // out [N]
  rstd: Float32Array; // out [N], 1 / sqrt(population variance + 1e-5)
};

export type LayerNormBackward = {
  x: Float32Array; // [N, C]
  weight: Float32Array; // [C]
  mean: Float32Array; // [N]
  rstd: Float32Array; // [N]
  dy: Float32Array; // [N, C]
  n: number;
  c: number;
  dx: Float32Array; // out [N, C]
  dweight: Float32Array; // out [C]
  dbias: Float32Array; // out [C]
};

/** Causal self-attention inside each packed row, scaled by 1/sqrt(D). qkv holds q, k, v side by side, heads inside each. */
export type AttentionForward = {
  qkv: Float32Array; // [N, 3C]
  offsets: Int32Array; // [B + 1]
  nHead: number;
  n: number;
  c: number;
  y: Float32Array; // out [N, C]
  logsumexp: Float32Array; // out [N, H], of the scaled scores of each query
};

export type AttentionBackward = {
  qkv: Float32Array; // [N, 3C]
  y: Float32Array; // [N, C]
  logsumexp: Float32Array; // [N, H]
  dy: Float32Array; // [N, C]
  offsets: Int32Array; // [B + 1]
  nHead: number;
  n: number;
  c: number;
  dqkv: Float32Array; // out [N, 3C]
};

/** y[i] = wte[tokens[i]] + wpe[positions[i]] */
export type EmbedForward = {
  tokens: Int32Array; // [N]
  positions: Int32Array; // [N]
  wte: Float32Array; // [V, C]
  wpe: Float32Array; // [nCtx, C]
  c: number;
  y: Float32Array; // out [N, C]
};

export type EmbedBackward = {
  tokens: Int32Array; // [N]
  positions: Int32Array; // [N]
  dy: Float32Array; // [N, C]
  c: number;
  dwte: Float32Array; // out [V, C], rows no token names are zero
  dwpe: Float32Array; // out [nCtx, C]
};

/** y[i] = x[index[i]] */
export type GatherRows = { x: Float32Array; index: Int32Array; c: number; y: Float32Array /* out [M, C] */ };

/** y[index[i]] += dy[i] from zero; an index may repeat. */
export type ScatterAddRows = { dy: Float32Array; index: Int32Array; c: number; y: Float32Array /* out [N, C] */ };

/**
 * logits = hidden wteᵀ / temperature, never kept whole. logprobs[i] = log softmax(logits[i])[targets[i]];
 * entropy[i] = -Σ p log p of row i, nats.
 */
export type TokenLogprobsForward = {
  hidden: Float32Array; // [M, C]
  wte: Float32Array; // [V, C]
  targets: Int32Array; // [M]
  m: number;
  c: number;
  v: number;
  temperature: number;
  logprobs: Float32Array; // out [M]
  entropy: Float32Array; // out [M]
  logsumexp: Float32Array; // out [M], of the tempered logits
};

export type TokenLogprobsBackward = {
  hidden: Float32Array; // [M, C]
  wte: Float32Array; // [V, C]
  targets: Int32Array; // [M]
  entropy: Float32Array; // [M], as the forward wrote it
  logsumexp: Float32Array; // [M]
  dlogprobs: Float32Array; // [M]
  dentropy: Float32Array; // [M], often all zero: skip its terms then
  m: number;
  c: number;
  v: number;
  temperature: number;
  dhidden: Float32Array; // out [M, C]
  dwte: Float32Array; // out [V, C]
};

/** One model's hidden states at the chosen places and its tied head. */
export type HeadOutput = {
  hidden: Float32Array; // [M, C]
  wte: Float32Array; // [V, C]
  logprobs: Float32Array; // out [M], of the targets; the bits of tokenLogprobsForward
};

/** Two models at the same places, the logits of neither kept whole; entropy is the policy's, kl = KL(policy || reference), nats. */
export type TokenDivergence = {
  policy: HeadOutput;
  reference: HeadOutput;
  targets: Int32Array; // [M]
  m: number;
  c: number;
  v: number;
  temperature: number;
  entropy: Float32Array; // out [M]
  kl: Float32Array; // out [M]
};

/**
 * One AdamW step over all parameters, in place on params, m and v. Step scalars are doubles computed by the caller:
 *   param *= 1 - decay;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g²;
 *   param -= stepSize * m / (sqrt(v) * rootScale + epsilon)
 * torch form: stepSize = lr / (1 - beta1^t), rootScale = 1 / sqrt(1 - beta2^t);
 * tf1 form: stepSize = lr * sqrt(1 - beta2^t) / (1 - beta1^t), rootScale = 1. decay = lr * weightDecay.
 * g is multiplied by gradScale first (1 when the caller has clipped already).
 */
export type AdamwStep = {
  params: readonly Float32Array[];
  grads: readonly Float32Array[];
  m: readonly Float32Array[];
  v: readonly Float32Array[];
  beta1: number;
  beta2: number;
  stepSize: number;
  rootScale: number;
  epsilon: number;
  decay: number;
  gradScale: number;
};

/** Activations a trunk forward kept for its backward. Freed by gptTrunkBackward, or by release when none comes. */
export type TrunkHandle = { release(): void };

export type TrunkForward = {
  shape: GptShape;
  weights: WeightSet;
  rows: PackedTokens;
  /** [M] rising: the tokens whose hidden states are wanted, each with the bits it has among all; null: all N. */
  places: Int32Array | null;
  /** false: no backward will come; keep nothing and return null. */
  keep: boolean;
  /** With keep: only what enters each layer is kept, and the backward computes the rest again, to the same bits. */
  recompute?: boolean;
  hidden: Float32Array; // out [M, C], after ln_f
};

export type TrunkBackward = {
  shape: GptShape;
  weights: WeightSet;
  rows: PackedTokens;
  handle: TrunkHandle;
  dhidden: Float32Array; // [M, C], of the places of the forward
  dweights: readonly Float32Array[]; // out, order and sizes of WeightSet
  /** dweights[0] holds the gradient of a head tied to wte; the embedding's is added to it. */
  addToWte?: boolean;
};

export type DecoderOptions = {
  shape: GptShape;
  weights: WeightSet;
  /** Rows decoded together, and room per row (prompt + new tokens) in the key-value cache. */
  maxRows: number;
  maxTokens: number;
};

/**
 * Sampling of one row: uniform number t (t = 0 for the first new token) is word t % 4 of the Philox4x32-10 block with
 * counter (floor(t / 4), counter[3 row], counter[3 row + 1], counter[3 row + 2]) and key (key[0], key[1]), as
 * (word >>> 8) * 2^-24. The token is the inverse CDF of softmax(logits / temperature) at that uniform: the first token, in
 * id order among the kept ones, whose cumulative probability (summed in float64) exceeds uniform * total; the last kept
 * token with positive probability if none does. topK > 0 keeps the k largest logits (ties: lower id). topP < 1 then keeps
 * the shortest prefix in falling probability (ties: lower id) with mass >= topP. Logprobs are of the kept, renormalised
 * distribution.
 */
export type SamplingOptions = {
  temperature: number;
  topK: number; // 0: off
  topP: number; // 1: off
  eosId: number; // -1: none; a row that draws it is finished, the token is kept
  key: Uint32Array; // [2]
  counters: Uint32Array; // [rows, 3]
};

export type Drawn = {
  tokens: Int32Array; // out [B, maxNewTokens]
  logprobs: Float32Array; // out [B, maxNewTokens]
  lengths: Int32Array; // out [B]
  finished: Uint8Array; // out [B], 1 = EOS
  /** out [B, maxNewTokens, C], with keepStates: what each token was drawn from, in the bits of the training forward. */
  states: Float32Array | null;
};

/** A key-value cache with its weights. Rows keep their order; a finished row costs nothing. */
export type Decoder = {
  /** Fills the cache from packed prompts and writes the logits after each row's last token. out: [B, V]. Forgets what was there. */
  prefill(rows: PackedTokens, logits: Float32Array): void;
  /** Appends one token to each listed row and writes its next logits. rows, tokens: [R]; out: [R, V]. */
  step(rows: Int32Array, tokens: Int32Array, logits: Float32Array): void;
  /** Prefills and makes ready to sample at most maxNewTokens per row. */
  start(rows: PackedTokens, sampling: SamplingOptions, maxNewTokens: number, keepStates: boolean): void;
  /** Samples up to `steps` more tokens in every unfinished row; returns how many rows are unfinished and have room. */
  advance(steps: number): number;
  /** What was sampled since start. */
  collect(out: Drawn): void;
  dispose(): void;
};

/** What a fused implementation may offer; each member is optional. */
export type FusedKernels = {
  /** Output storage (pooled, aligned); contents are arbitrary. Absent: new Float32Array. */
  allocate?(length: number): Float32Array;
  /** Says that nobody will look at these arrays once the tensors that hold them are disposed: their room may be reused. */
  recycle?(arrays: readonly Float32Array[]): void;
  /** While on, everything `allocate` hands out counts as recycled. */
  pooling?(on: boolean): void;
  /** Takes `recycle` back: somebody may look at these arrays longer than at their tensors. */
  retain?(arrays: readonly Float32Array[]): void;
  /**
   * Copies in a nameless file of `folder`, which take memory only while a kernel reads them and must not be written.
   * @throws DiskFullError when there is no room.
   */
  onDisk?(arrays: readonly Float32Array[], folder: string): Float32Array[];
  /** How often the system was asked for a block of memory so far: constant in a steady training step. */
  systemAllocations?(): number;
  linearForward?(a: LinearForward): void;
  linearBackward?(a: LinearBackward): void;
  layerNormForward?(a: LayerNormForward): void;
  layerNormBackward?(a: LayerNormBackward): void;
  attentionForward?(a: AttentionForward): void;
  attentionBackward?(a: AttentionBackward): void;
  embedForward?(a: EmbedForward): void;
  embedBackward?(a: EmbedBackward): void;
  gatherRows?(a: GatherRows): void;
  scatterAddRows?(a: ScatterAddRows): void;
  tokenLogprobsForward?(a: TokenLogprobsForward): void;
  tokenLogprobsBackward?(a: TokenLogprobsBackward): void;
  tokenDivergence?(a: TokenDivergence): void;
  adamw?(a: AdamwStep): void;
  /** sqrt of the sum of squares of all elements, accumulated in float64 in a fixed order; Infinity or NaN pass through. */
  globalNorm?(arrays: readonly Float32Array[]): number;
  /** In place: every element times factor. */
  scale?(arrays: readonly Float32Array[], factor: number): void;
  gptTrunkForward?(a: TrunkForward): TrunkHandle | null;
  gptTrunkBackward?(a: TrunkBackward): void;
  createDecoder?(o: DecoderOptions): Decoder;
  forgetWeights?(id: number): void;
};
