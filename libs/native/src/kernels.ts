// The addon's functions under the names and argument objects of libs/tensor's seam (fused-kernels.ts); bound structurally.
import { KEEP, type Addon, type Handle } from "./addon";
import { onDisk } from "./disk-arrays";
import { createDecoder, type DecoderOptions } from "./decoder";
import { shapeArgs, weightArgs, type GptShape, type PackedTokens, type WeightSet } from "./trunk-arguments";
import { allocate, freshBlockCount, pooling, recycle, retain } from "./storage";
import { embeddingOf, forgetArrays, rememberEmbedding, setsOf } from "./weight-packs";

type F = Float32Array;
type I = Int32Array;
type Head = { hidden: F; wte: F; logprobs: F };
type Trunk = { shape: GptShape; weights: WeightSet; rows: PackedTokens };
type TrunkForward = Trunk & { places: I | null; keep: boolean; recompute?: boolean; hidden: F };
type TrunkBackward = Trunk & { handle: { release(): void }; dhidden: F; dweights: readonly F[]; addToWte?: boolean };

/** The handle of kept activations; its `release` may be called any number of times. */
class TrunkActivations {
  handle: Handle | null;
  readonly #addon: Addon;
  constructor(addon: Addon, handle: Handle) {
    this.#addon = addon;
    this.handle = handle;
  }
  release(): void {
    if (this.handle !== null) this.#addon.trunkRelease(this.handle);
    this.handle = null;
  }
}

function layerKernels(addon: Addon) {
  return {
    linearForward: (a: {
      x: F;
      w: F;
      bias: F | null;
      residual: F | null;
      gelu: boolean;
      n: number;
      k: number;
      m: number;
      y: F;
      preActivation: F | null;
    }) =>
      // prettier-ignore
      addon.linearForward(a.n, a.k, a.m, a.gelu, a.x, a.w, a.bias, a.residual, a.y, a.preActivation),
    linearBackward: (a: {
      x: F;
      w: F;
      dy: F;
      preActivation: F | null;
      gelu: boolean;
      n: number;
      k: number;
      m: number;
      dx: F | null;
      dw: F;
      dbias: F | null;
    }) =>
      // prettier-ignore
      addon.linearBackward(a.n, a.k, a.m, a.gelu, a.x, a.w, a.dy, a.preActivation, a.dx, a.dw, a.dbias),
    layerNormForward: (a: { x: F; weight: F; bias: F; n: number; c: number; y: F; mean: F; rstd: F }) =>
      addon.layerNormForward(a.n, a.c, a.x, a.weight, a.bias, a.y, a.mean, a.rstd),
    layerNormBackward: (a: {
      x: F;
      weight: F;
      mean: F;
      rstd: F;
      dy: F;
      n: number;
      c: number;
      dx: F;
      dweight: F;
      dbias: F;
    }) =>
      // prettier-ignore
      addon.layerNormBackward(a.n, a.c, a.x, a.weight, a.mean, a.rstd, a.dy, a.dx, a.dweight, a.dbias),
    attentionForward: (a: { qkv: F; offsets: I; nHead: number; n: number; c: number; y: F; logsumexp: F }) =>
      addon.attentionForward(a.n, a.c, a.nHead, a.offsets, a.qkv, a.y, a.logsumexp),
    attentionBackward: (a: { qkv: F; logsumexp: F; dy: F; offsets: I; nHead: number; n: number; c: number; dqkv: F }) =>
      addon.attentionBackward(a.n, a.c, a.nHead, a.offsets, a.qkv, a.logsumexp, a.dy, a.dqkv),
  };
}

function rowKernels(addon: Addon) {
  return {
    embedForward: (a: { tokens: I; positions: I; wte: F; wpe: F; c: number; y: F }) =>
      addon.embedForward(a.c, a.tokens, a.positions, a.wte, a.wpe, a.y),
    embedBackward: (a: { tokens: I; positions: I; dy: F; c: number; dwte: F; dwpe: F }) =>
      addon.embedBackward(a.c, a.tokens, a.positions, a.dy, a.dwte, a.dwpe),
    gatherRows: (a: { x: F; index: I; c: number; y: F }) => addon.gatherRows(a.c, a.x, a.index, a.y),
    scatterAddRows: (a: { dy: F; index: I; c: number; y: F }) => addon.scatterAddRows(a.c, a.dy, a.index, a.y),
    tokenLogprobsForward: (a: {
      hidden: F;
      wte: F;
      targets: I;
      m: number;
      c: number;
      v: number;
      temperature: number;
      logprobs: F;
      entropy: F;
      logsumexp: F;
    }) => {
      // prettier-ignore
      const { id, version } = embeddingOf(a.wte);
      addon.tokenLogprobsForward(a.m, a.c, a.v, a.temperature, id, version, a.hidden, a.wte, a.targets, a.logprobs, a.entropy, a.logsumexp); // prettier-ignore
    },
    tokenDivergence: (a: {
      policy: Head;
      reference: Head;
      targets: I;
      m: number;
      c: number;
      v: number;
      temperature: number;
      entropy: F;
      kl: F;
    }) => {
      const head = ({ hidden, wte, logprobs }: Head): [number, number, F, F, F] => {
        const { id, version } = embeddingOf(wte);
        return [id, version, hidden, wte, logprobs];
      };
      addon.tokenDivergence(a.m, a.c, a.v, a.temperature, ...head(a.policy), ...head(a.reference), a.targets, a.entropy, a.kl); // prettier-ignore
    },
    tokenLogprobsBackward: (a: {
      hidden: F;
      wte: F;
      targets: I;
      entropy: F;
      logsumexp: F;
      dlogprobs: F;
      dentropy: F;
      m: number;
      c: number;
      v: number;
      temperature: number;
      dhidden: F;
      dwte: F;
    }) => {
      // prettier-ignore
      const { id, version } = embeddingOf(a.wte);
      addon.tokenLogprobsBackward(a.m, a.c, a.v, a.temperature, id, version, a.hidden, a.wte, a.targets, a.entropy, a.logsumexp, a.dlogprobs, a.dentropy, a.dhidden, a.dwte); // prettier-ignore
    },
  };
}

function optimizerKernels(addon: Addon) {
  return {
    adamw: (a: {
      params: readonly F[];
      grads: readonly F[];
      m: readonly F[];
      v: readonly F[];
      beta1: number;
      beta2: number;
      stepSize: number;
      rootScale: number;
      epsilon: number;
      decay: number;
      gradScale: number;
    }) => {
      for (const id of setsOf(a.params)) addon.forgetWeights(id); // packed copies of them are stale from here on
      forgetArrays(a.params);
      addon.adamw(a.params, a.grads, a.m, a.v, a.beta1, a.beta2, a.stepSize, a.rootScale, a.epsilon, a.decay, a.gradScale); // prettier-ignore
    },
    globalNorm: (arrays: readonly F[]) => addon.globalNorm(arrays),
    scale: (arrays: readonly F[], factor: number) => {
      forgetArrays(arrays);
      addon.scale(arrays, factor);
    },
  };
}

function trunkKernels(addon: Addon) {
  return {
    gptTrunkForward: ({ shape, weights, rows, places, hidden, ...o }: TrunkForward) => {
      rememberEmbedding(weights.arrays[0], weights);
      const { tokens, positions, offsets } = rows;
      const keep = o.keep ? (o.recompute === true ? KEEP.inputs : KEEP.everything) : KEEP.nothing;
      const handle = addon.gptTrunkForward(...shapeArgs(shape), ...weightArgs(weights), tokens, positions, offsets, places, keep, hidden); // prettier-ignore
      return handle === undefined ? null : new TrunkActivations(addon, handle);
    },
    gptTrunkBackward: (a: TrunkBackward) => {
      if (!(a.handle instanceof TrunkActivations) || a.handle.handle === null)
        throw new TypeError("gptTrunkBackward: expected the handle of a forward of this engine that is not released");
      const { tokens, positions, offsets } = a.rows;
      addon.gptTrunkBackward(...shapeArgs(a.shape), ...weightArgs(a.weights), tokens, positions, offsets, a.handle.handle, a.dhidden, a.dweights, a.addToWte === true); // prettier-ignore
      a.handle.handle = null;
    },
    createDecoder: (o: DecoderOptions) => createDecoder(addon, o),
    forgetWeights: (id: number) => addon.forgetWeights(id),
  };
}

/** Every fused kernel of the seam. */
export function nativeKernels(addon: Addon) {
  return {
    allocate,
    recycle,
    pooling,
    retain,
    onDisk: (arrays: readonly F[], folder: string) => onDisk(addon, arrays, folder),
    systemAllocations: () => addon.memory().systemAllocations + freshBlockCount(),
    ...layerKernels(addon),
    ...rowKernels(addon),
    ...optimizerKernels(addon),
    ...trunkKernels(addon),
  };
}
