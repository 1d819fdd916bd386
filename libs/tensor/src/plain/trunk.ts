// A GPT-2 trunk in plain loops, activations in float64: the oracle of the fused trunk, gradients included.
// Shapes: N packed tokens, C channels. Order of weights: see WeightSet.
import type { GptShape, PackedTokens, TrunkHandle } from "../fused-kernels";
import { attentionBackward, attentionForward } from "./attention";
import { layerNormBackward, layerNormForward } from "./layer-norm";
import { linearBackward, linearForward } from "./linear";
import { embedBackward, embedForward } from "./rows";
import type { FloatArray } from "./wide";

export type PlainTrunk = {
  shape: GptShape;
  weights: { arrays: readonly FloatArray[] };
  rows: PackedTokens;
};

type Normal = { y: Float64Array; mean: Float64Array; rstd: Float64Array };
type Layer = {
  x: Float64Array; // [N, C] entering the layer
  ln1: Normal;
  qkv: Float64Array;
  mixed: Float64Array;
  logsumexp: Float64Array;
  middle: Float64Array; // [N, C] after attention
  ln2: Normal;
  preActivation: Float64Array;
  wide: Float64Array;
};
type Saved = { layers: Layer[]; last: Float64Array; lnF: Normal; places: Int32Array | null };

const saved = new WeakMap<TrunkHandle, Saved>();

function at(arrays: readonly FloatArray[], i: number): FloatArray {
  const a = arrays[i];
  if (a === undefined) throw new RangeError(`trunk: expected more than ${i} arrays, got ${arrays.length}`);
  return a;
}

const first = (layer: number) => 2 + 12 * layer;

type Forward = PlainTrunk & { places?: Int32Array | null; keep: boolean; hidden: FloatArray };

export function gptTrunkForward({ places = null, ...a }: Forward): TrunkHandle | null {
  const { shape, rows } = a;
  const [n, c] = [rows.tokens.length, shape.nEmbd];
  const w = (i: number) => at(a.weights.arrays, i);
  let x: Float64Array = new Float64Array(n * c);
  embedForward({ tokens: rows.tokens, positions: rows.positions, wte: w(0), wpe: w(1), c, y: x });
  const layers: Layer[] = [];
  for (let i = 0; i < shape.nLayer; i++) {
    const [layer, y] = layerForward(a, first(i), x);
    layers.push(layer);
    x = y;
  }
  const lnF = normalise(x, w(first(shape.nLayer)), w(first(shape.nLayer) + 1));
  if (places === null) a.hidden.set(lnF.y);
  else places.forEach((place, i) => a.hidden.set(lnF.y.subarray(place * c, (place + 1) * c), i * c));
  if (!a.keep) return null;
  const handle = { release: () => saved.delete(handle) };
  saved.set(handle, { layers, last: x, lnF, places });
  return handle;
}

function normalise(x: Float64Array, weight: FloatArray, bias: FloatArray): Normal {
  const n = x.length / weight.length;
  const out = { y: new Float64Array(x.length), mean: new Float64Array(n), rstd: new Float64Array(n) };
  layerNormForward({ x, weight, bias, n, c: weight.length, ...out });
  return out;
}

function project(o: { x: Float64Array; w: FloatArray; bias: FloatArray; residual?: Float64Array; gelu?: boolean }) {
  const m = o.bias.length;
  const k = o.w.length / m;
  const n = o.x.length / k;
  const [y, preActivation] = [new Float64Array(n * m), new Float64Array(n * m)];
  linearForward({ ...o, residual: o.residual ?? null, gelu: o.gelu === true, n, k, m, y, preActivation });
  return { y, preActivation };
}

function layerForward(a: PlainTrunk, i: number, x: Float64Array): [Layer, Float64Array] {
  const { nHead, nEmbd: c } = a.shape;
  const n = x.length / c;
  const w = (k: number) => at(a.weights.arrays, i + k);
  const ln1 = normalise(x, w(0), w(1));
  const qkv = project({ x: ln1.y, w: w(2), bias: w(3) }).y;
  const [mixed, logsumexp] = [new Float64Array(n * c), new Float64Array(n * nHead)];
  attentionForward({ qkv, offsets: a.rows.offsets, nHead, n, c, y: mixed, logsumexp });
  const middle = project({ x: mixed, w: w(4), bias: w(5), residual: x }).y;
  const ln2 = normalise(middle, w(6), w(7));
  const { y: wide, preActivation } = project({ x: ln2.y, w: w(8), bias: w(9), gelu: true });
  const y = project({ x: wide, w: w(10), bias: w(11), residual: middle }).y;
  return [{ x, ln1, qkv, mixed, logsumexp, middle, ln2, preActivation, wide }, y];
}

type Backward = PlainTrunk & {
  handle: TrunkHandle;
  dhidden: FloatArray;
  dweights: readonly FloatArray[];
  addToWte?: boolean;
};

export function gptTrunkBackward(a: Backward): void {
  const kept = saved.get(a.handle);
  if (kept === undefined) throw new RangeError("trunk: the activations of this handle are gone");
  const { shape, rows } = a;
  const dhidden = kept.places === null ? a.dhidden : spread(a.dhidden, kept.places, kept.last.length);
  let dx = backThroughNorm(a, first(shape.nLayer), { x: kept.last, norm: kept.lnF, dy: dhidden });
  for (let i = shape.nLayer - 1; i >= 0; i--) {
    const layer = kept.layers[i];
    if (layer !== undefined) dx = layerBackward(a, first(i), { layer, dy: dx });
  }
  const [dwte, dwpe] = [at(a.dweights, 0), at(a.dweights, 1)];
  const held = a.addToWte === true ? dwte.slice() : null;
  embedBackward({ tokens: rows.tokens, positions: rows.positions, dy: dx, c: shape.nEmbd, dwte, dwpe });
  held?.forEach((d, i) => (dwte[i] = d + (dwte[i] ?? 0)));
  saved.delete(a.handle);
}

/** Gradients of the places [M, C] among zeros, `size` numbers in all. */
function spread(dy: FloatArray, places: Int32Array, size: number): Float64Array {
  const all = new Float64Array(size);
  const c = dy.length / places.length;
  places.forEach((place, i) => all.set(dy.subarray(i * c, (i + 1) * c), place * c));
  return all;
}

function backThroughNorm(a: Backward, i: number, o: { x: Float64Array; norm: Normal; dy: FloatArray }): Float64Array {
  const weight = at(a.weights.arrays, i);
  const [c, dx] = [weight.length, new Float64Array(o.x.length)];
  const { mean, rstd } = o.norm;
  const out = { dx, dweight: at(a.dweights, i), dbias: at(a.dweights, i + 1) };
  layerNormBackward({ x: o.x, weight, mean, rstd, dy: o.dy, n: o.x.length / c, c, ...out });
  return dx;
}

function backThroughLinear(
  a: Backward,
  i: number,
  o: { x: Float64Array; dy: Float64Array; preActivation?: Float64Array },
): Float64Array {
  const [w, dw, dbias] = [at(a.weights.arrays, i), at(a.dweights, i), at(a.dweights, i + 1)];
  const m = dbias.length;
  const k = w.length / m;
  const dx = new Float64Array(o.x.length);
  const preActivation = o.preActivation ?? null;
  const sizes = { n: o.x.length / k, k, m };
  linearBackward({ x: o.x, w, dy: o.dy, preActivation, gelu: preActivation !== null, ...sizes, dx, dw, dbias });
  return dx;
}

function layerBackward(a: Backward, i: number, o: { layer: Layer; dy: Float64Array }): Float64Array {
  const { layer, dy } = o;
  const { nHead, nEmbd: c } = a.shape;
  const n = layer.x.length / c;
  const dWide = backThroughLinear(a, i + 10, { x: layer.wide, dy });
  const dNormal2 = backThroughLinear(a, i + 8, { x: layer.ln2.y, dy: dWide, preActivation: layer.preActivation });
  const dMiddle = backThroughNorm(a, i + 6, { x: layer.middle, norm: layer.ln2, dy: dNormal2 });
  dy.forEach((d, j) => (dMiddle[j] = (dMiddle[j] ?? 0) + d));
  const dMixed = backThroughLinear(a, i + 4, { x: layer.mixed, dy: dMiddle });
  const dqkv = new Float64Array(layer.qkv.length);
  const { qkv, mixed, logsumexp } = layer;
  attentionBackward({ qkv, y: mixed, logsumexp, dy: dMixed, offsets: a.rows.offsets, nHead, n, c, dqkv });
  const dNormal1 = backThroughLinear(a, i + 2, { x: layer.ln1.y, dy: dqkv });
  const dx = backThroughNorm(a, i, { x: layer.x, norm: layer.ln1, dy: dNormal1 });
  dMiddle.forEach((d, j) => (dx[j] = (dx[j] ?? 0) + d));
  return dx;
}
