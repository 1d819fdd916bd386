import { describe, expect, it } from "vitest";
import { randomArray } from "../kernels/parity";
import { trunkShapes } from "../kernels/gpt-trunk/weights";
import { attentionBackward, attentionForward } from "./attention";
import { layerNormBackward, layerNormForward } from "./layer-norm";
import { linearBackward, linearForward } from "./linear";
import { tokenLogprobsBackward, tokenLogprobsForward } from "./token-logprobs";
import { gptTrunkBackward, gptTrunkForward } from "./trunk";

const doubles = (purpose: string, size: number) => Float64Array.from(randomArray(purpose, [size]).values);
const zeros = (size: number) => new Float64Array(size);

/** Largest difference between `gradient` and central differences of `f` in `x`, over the largest derivative. */
function differenceFrom(gradient: Float64Array, x: Float64Array, f: () => number): number {
  const h = 1e-5;
  let [worst, largest] = [0, 1e-12];
  x.forEach((x0, i) => {
    x[i] = x0 + h;
    const above = f();
    x[i] = x0 - h;
    const slope = (above - f()) / (2 * h);
    x[i] = x0;
    worst = Math.max(worst, Math.abs(slope - (gradient[i] ?? NaN)));
    largest = Math.max(largest, Math.abs(slope));
  });
  return worst / largest;
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

describe("plain kernels in float64 equal central differences to 1e-7", () => {
  it("linear with gelu", () => {
    const sizes = { n: 3, k: 4, m: 5, gelu: true };
    const [x, w, bias, dy] = [doubles("x", 12), doubles("w", 20), doubles("b", 5), doubles("dy", 15)];
    const [y, preActivation] = [zeros(15), zeros(15)];
    const f = () => {
      linearForward({ x, w, bias, residual: null, ...sizes, y, preActivation });
      return dot(y, dy);
    };
    f();
    const [dx, dw, dbias] = [zeros(12), zeros(20), zeros(5)];
    linearBackward({ x, w, dy, preActivation: preActivation.slice(), ...sizes, dx, dw, dbias });
    expect(differenceFrom(dx, x, f)).toBeLessThan(1e-7);
    expect(differenceFrom(dw, w, f)).toBeLessThan(1e-7);
    expect(differenceFrom(dbias, bias, f)).toBeLessThan(1e-7);
  });

  it("layerNorm", () => {
    const [n, c] = [3, 6];
    const [x, weight, bias, dy] = [doubles("x", 18), doubles("w", 6), doubles("b", 6), doubles("dy", 18)];
    const [y, mean, rstd] = [zeros(18), zeros(3), zeros(3)];
    const f = () => {
      layerNormForward({ x, weight, bias, n, c, y, mean, rstd });
      return dot(y, dy);
    };
    f();
    const [dx, dweight, dbias] = [zeros(18), zeros(6), zeros(6)];
    layerNormBackward({ x, weight, mean: mean.slice(), rstd: rstd.slice(), dy, n, c, dx, dweight, dbias });
    expect(differenceFrom(dx, x, f)).toBeLessThan(1e-7);
    expect(differenceFrom(dweight, weight, f)).toBeLessThan(1e-7);
    expect(differenceFrom(dbias, bias, f)).toBeLessThan(1e-7);
  });

  it("attention over packed rows", () => {
    const sizes = { offsets: Int32Array.of(0, 3, 4, 6), nHead: 2, n: 6, c: 4 };
    const [qkv, dy] = [doubles("qkv", 72), doubles("dy", 24)];
    const [y, logsumexp] = [zeros(24), zeros(12)];
    const f = () => {
      attentionForward({ qkv, ...sizes, y, logsumexp });
      return dot(y, dy);
    };
    f();
    const dqkv = zeros(72);
    attentionBackward({ qkv, y: y.slice(), logsumexp: logsumexp.slice(), dy, ...sizes, dqkv });
    expect(differenceFrom(dqkv, qkv, f)).toBeLessThan(1e-7);
  });

  it("tokenLogprobs in both outputs", () => {
    const sizes = { targets: Int32Array.of(4, 0, 2), m: 3, c: 3, v: 5, temperature: 0.8 };
    const [hidden, wte, dlogprobs, dentropy] = [doubles("h", 9), doubles("w", 15), doubles("dl", 3), doubles("dh", 3)];
    const [logprobs, entropy, logsumexp] = [zeros(3), zeros(3), zeros(3)];
    const f = () => {
      tokenLogprobsForward({ hidden, wte, ...sizes, logprobs, entropy, logsumexp });
      return dot(logprobs, dlogprobs) + dot(entropy, dentropy);
    };
    f();
    const [dhidden, dwte] = [zeros(9), zeros(15)];
    const saved = { entropy: entropy.slice(), logsumexp: logsumexp.slice() };
    tokenLogprobsBackward({ hidden, wte, ...sizes, ...saved, dlogprobs, dentropy, dhidden, dwte });
    expect(differenceFrom(dhidden, hidden, f)).toBeLessThan(1e-7);
    expect(differenceFrom(dwte, wte, f)).toBeLessThan(1e-7);
  });

  it.each([
    ["every token", null],
    ["some places", Int32Array.of(1, 4)],
  ])("a whole trunk, in every weight: %s", (_, places) => {
    const shape = { nLayer: 2, nHead: 2, nEmbd: 4, nCtx: 4, vocabSize: 5 };
    const rows = {
      tokens: Int32Array.of(1, 4, 0, 1, 3),
      positions: Int32Array.of(0, 1, 2, 0, 1),
      offsets: Int32Array.of(0, 3, 5),
    };
    const arrays = trunkShapes(shape).map(([name, s]) =>
      Float64Array.from(randomArray(name, s).values, (x) => 0.5 * x),
    );
    const m = places?.length ?? 5;
    const [hidden, dhidden] = [zeros(4 * m), doubles("dy", 4 * m)];
    const call = { shape, weights: { arrays }, rows, places };
    const f = () => {
      gptTrunkForward({ ...call, keep: false, hidden });
      return dot(hidden, dhidden);
    };
    const handle = gptTrunkForward({ ...call, keep: true, hidden });
    if (handle === null) throw new Error("expected a handle");
    const dweights = arrays.map((a) => zeros(a.length));
    gptTrunkBackward({ ...call, handle, dhidden, dweights });
    arrays.forEach((a, i) => expect(differenceFrom(dweights[i] ?? zeros(0), a, f), `weight ${i}`).toBeLessThan(1e-6));
    expect(() => gptTrunkBackward({ ...call, handle, dhidden, dweights })).toThrow(/gone/);
  });
});
