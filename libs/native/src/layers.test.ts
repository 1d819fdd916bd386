import { describe, expect, it } from "vitest";
import { type Addon, LAYOUT, PAIRWISE } from "./addon";
import { type Configuration, configurations, native, use } from "./configurations.test-setup";
import {
  at,
  attention,
  gelu,
  layerNorm,
  linear,
  type Numbers,
  randomSource,
  relativeError,
  slope,
  tokenLogprobs,
  weighted,
} from "./float64.test-math";

const floats = (n: number) => new Float32Array(n).fill(777); // kernels must overwrite all of it
const random = randomSource(11);

/** Every gradient element against central differences of the float64 meaning. */
function expectGradient(got: Numbers, f: (x: Float64Array) => number, o: { x: Numbers; tolerance: number }): void {
  const want = Float64Array.from({ length: got.length }, (_, i) => slope(f, o.x, i));
  expect(relativeError(got, want)).toBeLessThanOrEqual(o.tolerance);
}

function run(name: string, check: (addon: Addon, c: Configuration) => void): void {
  it.each(configurations)(`${name}: $isa $precision`, (c) => {
    if (native !== undefined) check(use(native, c), c);
  });
}

describe.skipIf(native === undefined)("layers", () => {
  run("linear with bias, GELU and residual, and its gradients", (addon, { tolerance }) => {
    for (const [n, k, m] of [
      [1, 1, 1],
      [3, 17, 5],
      [9, 33, 19],
      [35, 8, 50],
    ] as const) {
      // prettier-ignore
      const [x, w, bias, residual, dy] = [random.floats(n * k), random.floats(k * m), random.floats(m), random.floats(n * m), random.floats(n * m)]; // prettier-ignore
      const [y, pre, dx, dw, db] = [floats(n * m), floats(n * m), floats(n * k), floats(k * m), floats(m)];
      addon.linearForward(n, k, m, true, x, w, bias, residual, y, pre);
      const meaning = (x: Numbers, w: Numbers, bias: Numbers) =>
        linear(x, w, { n, k, m, bias }).map((v, i) => gelu(v) + at(residual, i));
      expect(relativeError(y, meaning(x, w, bias))).toBeLessThanOrEqual(tolerance);
      addon.linearBackward(n, k, m, true, x, w, dy, pre, dx, dw, db);
      expectGradient(dx, (v) => weighted(meaning(v, w, bias), dy), { x, tolerance });
      expectGradient(dw, (v) => weighted(meaning(x, v, bias), dy), { x: w, tolerance });
      expectGradient(db, (v) => weighted(meaning(x, w, v), dy), { x: bias, tolerance });
    }
  });

  run("layer norm and its gradients", (addon) => {
    const tolerance = 2e-5; // float32 in either precision
    for (const [n, c] of [
      [1, 1],
      [4, 7],
      [3, 16],
      [40, 37],
    ] as const) {
      // prettier-ignore
      const [x, w, b, dy] = [random.floats(n * c, 3), random.floats(c), random.floats(c), random.floats(n * c)];
      const [y, mean, rstd, dx, dw, db] = [floats(n * c), floats(n), floats(n), floats(n * c), floats(c), floats(c)];
      addon.layerNormForward(n, c, x, w, b, y, mean, rstd);
      expect(relativeError(y, layerNorm(x, w, b, c))).toBeLessThanOrEqual(tolerance);
      addon.layerNormBackward(n, c, x, w, mean, rstd, dy, dx, dw, db);
      expectGradient(dx, (v) => weighted(layerNorm(v, w, b, c), dy), { x, tolerance: c === 1 ? 1 : tolerance });
      expectGradient(dw, (v) => weighted(layerNorm(x, v, b, c), dy), { x: w, tolerance });
      expectGradient(db, (v) => weighted(layerNorm(x, w, v, c), dy), { x: b, tolerance });
    }
  });

  run("causal attention over packed rows, empty ones too, and its gradient", (addon, { tolerance }) => {
    for (const [heads, d, offsets] of [
      [1, 1, [0, 1]],
      [2, 5, [0, 3, 3, 8]],
      [3, 8, [0, 17, 18]],
      [1, 33, [0, 2, 7]],
    ] as const) {
      // prettier-ignore
      const [c, n] = [heads * d, offsets[offsets.length - 1] ?? 0];
      const at32 = Int32Array.from(offsets);
      const [qkv, dy] = [random.floats(n * 3 * c), random.floats(n * c)];
      const [y, lse, dqkv] = [floats(n * c), floats(n * heads), floats(n * 3 * c)];
      addon.attentionForward(n, c, heads, at32, qkv, y, lse);
      expect(relativeError(y, attention(qkv, offsets, { c, heads }))).toBeLessThanOrEqual(tolerance);
      addon.attentionBackward(n, c, heads, at32, qkv, lse, dy, dqkv);
      expectGradient(dqkv, (v) => weighted(attention(v, offsets, { c, heads }), dy), { x: qkv, tolerance });
    }
  });

  run("embedding, gathered rows and their scattered gradients", (addon) => {
    const [c, v, ctx] = [5, 7, 4];
    const [tokens, positions] = [Int32Array.of(3, 6, 3, 0), Int32Array.of(0, 1, 2, 0)];
    const [wte, wpe, dy] = [random.floats(v * c), random.floats(ctx * c), random.floats(4 * c)];
    const [y, dwte, dwpe] = [floats(4 * c), floats(v * c), floats(ctx * c)];
    addon.embedForward(c, tokens, positions, wte, wpe, y);
    const meaning = (wte: Numbers, wpe: Numbers) =>
      Array.from({ length: 4 * c }, (_, i) => {
        const [t, j] = [Math.floor(i / c), i % c];
        return at(wte, at(tokens, t) * c + j) + at(wpe, at(positions, t) * c + j);
      });
    expect(relativeError(y, meaning(wte, wpe))).toBeLessThan(1e-6);
    addon.embedBackward(c, tokens, positions, dy, dwte, dwpe);
    expectGradient(dwte, (x) => weighted(meaning(x, wpe), dy), { x: wte, tolerance: 1e-5 });
    expectGradient(dwpe, (x) => weighted(meaning(wte, x), dy), { x: wpe, tolerance: 1e-5 });
    const [picked, back] = [floats(4 * c), floats(v * c)];
    addon.gatherRows(c, wte, tokens, picked);
    expect(picked.slice(0, c)).toEqual(wte.slice(3 * c, 4 * c));
    addon.scatterAddRows(c, dy, tokens, back);
    expect(back).toEqual(dwte);
  });

  run("token log-probabilities, entropy and their gradients", (addon, { tolerance }) => {
    for (const [m, c, v] of [
      [1, 1, 2],
      [5, 9, 23],
      [3, 20, 600],
    ] as const) {
      // prettier-ignore
      const [hidden, wte, targets] = [random.floats(m * c, 2), random.floats(v * c), random.ints(m, v)];
      const temperature = 0.7;
      const [logprobs, entropy, lse, dhidden, dwte] = [floats(m), floats(m), floats(m), floats(m * c), floats(v * c)];
      const head = [m, c, v, temperature, -1, 0, hidden, wte, targets] as const;
      addon.tokenLogprobsForward(...head, logprobs, entropy, lse);
      const want = tokenLogprobs(hidden, wte, { targets, c, temperature });
      expect(relativeError(logprobs, want.logprobs)).toBeLessThanOrEqual(tolerance);
      expect(relativeError(entropy, want.entropy)).toBeLessThanOrEqual(tolerance);
      const [dl, de] = [random.floats(m), random.floats(m)];
      addon.tokenLogprobsBackward(...head, entropy, lse, dl, de, dhidden, dwte);
      const loss = (h: Numbers, w: Numbers) => {
        const r = tokenLogprobs(h, w, { targets, c, temperature });
        return weighted(r.logprobs, dl) + weighted(r.entropy, de);
      };
      if (v > 100) continue; // central differences over the whole of wte take too long
      expectGradient(dhidden, (x) => loss(x, wte), { x: hidden, tolerance });
      expectGradient(dwte, (x) => loss(hidden, x), { x: wte, tolerance });
    }
  });

  run("AdamW, global norm, scaling and pairwise sums", (addon) => {
    const n = 37;
    const [p, g, m, v] = [random.floats(n), random.floats(n), random.floats(n), random.floats(n).map(Math.abs)];
    const want = Array.from(p, (x, i) => {
      const grad = at(g, i) * 0.5;
      const [m1, v1] = [0.9 * at(m, i) + 0.1 * grad, 0.999 * at(v, i) + 0.001 * grad ** 2];
      return x * (1 - 0.01) - (0.02 * m1) / (Math.sqrt(v1) * 1.5 + 1e-8);
    });
    expect(addon.globalNorm([g, p])).toBeCloseTo(Math.sqrt([...g, ...p].reduce((s, x) => s + x * x, 0)), 9);
    addon.adamw([p], [g], [m], [v], 0.9, 0.999, 0.02, 1.5, 1e-8, 0.01, 0.5);
    expect(relativeError(p, want)).toBeLessThan(1e-6);
    const y = floats(n);
    addon.pairwise(PAIRWISE.add, LAYOUT.same, p, g, y);
    expect(y).toEqual(p.map((x, i) => x + at(g, i)));
    addon.scale([y], 2);
    expect(at(y, 36)).toBe(Math.fround(2 * Math.fround(at(p, 36) + at(g, 36))));
  });

  it("refuses arrays that are too short or of another kind before any kernel runs", () => {
    if (native === undefined) return;
    const addon = native;
    const x = floats(4);
    expect(() => addon.layerNormForward(2, 4, x, x, x, x, x, x)).toThrow(/at least 8 elements, got 4/);
    expect(() => addon.gatherRows(2, x, Int32Array.of(2), floats(2))).toThrow(/0\.\.1, got 2/);
    expect(() => addon.attentionForward(1, 3, 2, Int32Array.of(0, 1), x, x, x)).toThrow(/heads/);
  });
});
