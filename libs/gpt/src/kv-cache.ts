// Shapes: B rows, T room per row, C channels, H heads, D = C / H, R tokens decoded at once.
import { ShapeError } from "@rlhf/domain";
import type { GptConfig } from "./gpt";

/** Which cache row and which position each of R tokens takes. */
export type Places = { rows: Int32Array; positions: Int32Array };

/** Keys and values of all layers, allocated once for B rows of at most T tokens. */
export class KvCache {
  readonly #config: GptConfig;
  readonly #maxTokens: number;
  readonly #keys: Float32Array[]; // per layer [B, T, C]
  readonly #values: Float32Array[];

  /** @throws ShapeError when a row would not fit nCtx. */
  constructor(config: GptConfig, o: { maxRows: number; maxTokens: number }) {
    if (o.maxTokens > config.nCtx)
      throw new ShapeError(`cache: expected at most ${config.nCtx} tokens per row (nCtx), got ${o.maxTokens}`);
    this.#config = config;
    this.#maxTokens = o.maxTokens;
    const layer = () => new Float32Array(o.maxRows * o.maxTokens * config.nEmbd);
    this.#keys = Array.from({ length: config.nLayer }, layer);
    this.#values = Array.from({ length: config.nLayer }, layer);
  }

  /**
   * Stores the keys and values of R tokens and returns what each attends to, itself included, [R, C].
   * qkv: [R, 3C]. Tokens of one row must come in order of position.
   */
  attend(layer: number, qkv: Float32Array, at: Places): Float32Array {
    const { nHead, nEmbd: c } = this.#config;
    const [keys, values] = [this.#keys[layer], this.#values[layer]];
    if (keys === undefined || values === undefined) throw new ShapeError(`cache: no layer ${layer}`);
    const out = new Float32Array(at.rows.length * c);
    const weights = new Float64Array(this.#maxTokens);
    for (let r = 0; r < at.rows.length; r++) {
      const first = (at.rows[r] ?? 0) * this.#maxTokens * c;
      const position = at.positions[r] ?? 0;
      keys.set(qkv.subarray(r * 3 * c + c, r * 3 * c + 2 * c), first + position * c);
      values.set(qkv.subarray(r * 3 * c + 2 * c, r * 3 * c + 3 * c), first + position * c);
      for (let h = 0; h < nHead; h++) {
        const channel = (h * c) / nHead;
        const query = { values: qkv, at: r * 3 * c + channel, width: c / nHead };
        const row = { first: first + channel, stride: c, count: position + 1 };
        softmaxScores(query, { ...row, keys }, weights);
        mix(weights, { ...row, values, width: c / nHead }, out.subarray(r * c + channel, r * c + channel + c / nHead));
      }
    }
    return out;
  }
}

type Row = { first: number; stride: number; count: number };

/** weights[t] = softmax over t < count of query · key t / sqrt(width), in float64. */
function softmaxScores(
  q: { values: Float32Array; at: number; width: number },
  row: Row & { keys: Float32Array },
  weights: Float64Array,
): void {
  // locals: this loop and that of mix are most of what decoding costs without a fused decoder
  const { values, at, width } = q;
  const { keys, first, stride, count } = row;
  const scale = 1 / Math.sqrt(width);
  let max = -Infinity;
  for (let t = 0; t < count; t++) {
    const k = first + t * stride;
    let dot = 0;
    for (let j = 0; j < width; j++) dot += (values[at + j] ?? 0) * (keys[k + j] ?? 0);
    weights[t] = dot * scale;
    max = Math.max(max, dot * scale);
  }
  let sum = 0;
  for (let t = 0; t < count; t++) {
    const e = Math.exp((weights[t] ?? 0) - max);
    weights[t] = e;
    sum += e;
  }
  for (let t = 0; t < count; t++) weights[t] = (weights[t] ?? 0) / sum;
}

/** out = Σ_t weights[t] value t, summed over t in float64; one row of values after the other, as they lie in memory. */
function mix(weights: Float64Array, row: Row & { values: Float32Array; width: number }, out: Float32Array): void {
  const { values, first, stride, count, width } = row;
  const sums = new Float64Array(width);
  for (let t = 0; t < count; t++) {
    const weight = weights[t] ?? 0;
    const v = first + t * stride;
    for (let j = 0; j < width; j++) sums[j] = (sums[j] ?? 0) + weight * (values[v + j] ?? 0);
  }
  out.set(sums);
}
