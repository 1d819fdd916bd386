// Plain float64 loops that say what each kernel means; tests hold the addon to them. Shapes as in fused-kernels.ts.
export type Numbers = ArrayLike<number>;

/** A small deterministic generator for test data (mulberry32), uniform in [-1, 1). */
export function randomSource(seed: number) {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    int: (low: number, high: number) => low + Math.floor(unit() * (high - low + 1)),
    floats: (n: number, scale = 1) => Float32Array.from({ length: n }, () => (unit() * 2 - 1) * scale),
    ints: (n: number, below: number) => Int32Array.from({ length: n }, () => Math.floor(unit() * below)),
  };
}

export const at = (x: Numbers, i: number): number => x[i] ?? NaN;

export const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

/** [n, m] = x[n, k] w[k, m] (+ bias) */
export function linear(x: Numbers, w: Numbers, s: { n: number; k: number; m: number; bias?: Numbers }): Float64Array {
  const y = new Float64Array(s.n * s.m);
  for (let i = 0; i < s.n; i++)
    for (let j = 0; j < s.m; j++) {
      let sum = s.bias === undefined ? 0 : at(s.bias, j);
      for (let q = 0; q < s.k; q++) sum += at(x, i * s.k + q) * at(w, q * s.m + j);
      y[i * s.m + j] = sum;
    }
  return y;
}

export function layerNorm(x: Numbers, w: Numbers, b: Numbers, c: number): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += c) {
    let [mean, variance] = [0, 0];
    for (let j = 0; j < c; j++) mean += at(x, i + j) / c;
    for (let j = 0; j < c; j++) variance += (at(x, i + j) - mean) ** 2 / c;
    for (let j = 0; j < c; j++) y[i + j] = ((at(x, i + j) - mean) / Math.sqrt(variance + 1e-5)) * at(w, j) + at(b, j);
  }
  return y;
}

export function attention(qkv: Numbers, offsets: Numbers, { c, heads }: { c: number; heads: number }): Float64Array {
  const [d, n] = [c / heads, qkv.length / (3 * c)];
  const y = new Float64Array(n * c);
  for (let row = 0; row + 1 < offsets.length; row++)
    for (let i = at(offsets, row); i < at(offsets, row + 1); i++)
      for (let h = 0; h < heads; h++) {
        const keys = Array.from({ length: i - at(offsets, row) + 1 }, (_, j) => at(offsets, row) + j);
        const q = i * 3 * c + h * d;
        const scores = keys.map((j) => {
          let dot = 0;
          for (let x = 0; x < d; x++) dot += at(qkv, q + x) * at(qkv, j * 3 * c + c + h * d + x);
          return dot / Math.sqrt(d);
        });
        const top = Math.max(...scores);
        const weights = scores.map((s) => Math.exp(s - top));
        const total = weights.reduce((a, b) => a + b, 0);
        for (let x = 0; x < d; x++)
          y[i * c + h * d + x] = keys.reduce(
            (sum, j, t) => sum + (at(weights, t) / total) * at(qkv, j * 3 * c + 2 * c + h * d + x),
            0,
          );
      }
  return y;
}

export function tokenLogprobs(
  hidden: Numbers,
  wte: Numbers,
  o: { targets: Numbers; c: number; temperature: number },
): { logprobs: number[]; entropy: number[] } {
  const [m, v] = [o.targets.length, wte.length / o.c];
  const rows = Array.from({ length: m }, (_, i) => {
    const logits = Array.from({ length: v }, (_, j) => {
      let dot = 0;
      for (let x = 0; x < o.c; x++) dot += at(hidden, i * o.c + x) * at(wte, j * o.c + x);
      return dot / o.temperature;
    });
    const top = Math.max(...logits);
    const lse = top + Math.log(logits.reduce((s, l) => s + Math.exp(l - top), 0));
    const entropy = -logits.reduce((s, l) => s + Math.exp(l - lse) * (l - lse), 0);
    return { logprob: at(logits, at(o.targets, i)) - lse, entropy };
  });
  return { logprobs: rows.map((r) => r.logprob), entropy: rows.map((r) => r.entropy) };
}

export type Rows = { tokens: Int32Array; positions: Int32Array; offsets: Int32Array };
export type Shape = { nLayer: number; nHead: number; nEmbd: number; nCtx: number; vocabSize: number };

/** Hidden states after ln_f of a GPT-2 trunk whose weights are in GPT-2's order. */
export function trunk(shape: Shape, w: readonly Numbers[], rows: Rows): Float64Array {
  const { nEmbd: c, nHead: heads } = shape;
  const n = rows.tokens.length;
  const weight = (i: number): Numbers => w[i] ?? [];
  let x = Float64Array.from({ length: n * c }, (_, i) => {
    const [t, j] = [Math.floor(i / c), i % c];
    return at(weight(0), at(rows.tokens, t) * c + j) + at(weight(1), at(rows.positions, t) * c + j);
  });
  const plus = (a: Float64Array, b: Float64Array) => a.map((v, i) => v + at(b, i));
  for (let l = 0; l < shape.nLayer; l++) {
    const p = (i: number) => weight(2 + 12 * l + i);
    const qkv = linear(layerNorm(x, p(0), p(1), c), p(2), { n, k: c, m: 3 * c, bias: p(3) });
    x = plus(x, linear(attention(qkv, rows.offsets, { c, heads }), p(4), { n, k: c, m: c, bias: p(5) }));
    const inner = linear(layerNorm(x, p(6), p(7), c), p(8), { n, k: c, m: 4 * c, bias: p(9) }).map(gelu);
    x = plus(x, linear(inner, p(10), { n, k: 4 * c, m: c, bias: p(11) }));
  }
  return layerNorm(x, weight(w.length - 2), weight(w.length - 1), c);
}

/** d f / d x[i] by central differences in float64. */
export function slope(f: (x: Float64Array) => number, x: Numbers, i: number): number {
  const moved = (h: number) => {
    const y = Float64Array.from(x);
    y[i] = at(y, i) + h;
    return f(y);
  };
  return (moved(1e-5) - moved(-1e-5)) / 2e-5;
}

/** Sum of y times fixed weights: a scalar to differentiate. */
export const weighted = (y: Numbers, weights: Numbers): number =>
  Array.from(y).reduce((s, v, i) => s + v * at(weights, i), 0);

/** Largest difference over the largest element of what was wanted. */
export function relativeError(got: Numbers, want: Numbers): number {
  let [worst, largest] = [0, 1e-3];
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs(at(got, i) - at(want, i));
    if (!(difference <= worst)) worst = difference;
    largest = Math.max(largest, Math.abs(at(want, i)));
  }
  return worst / largest;
}
