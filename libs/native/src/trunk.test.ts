import { describe, expect, it } from "vitest";
import type { Addon } from "./addon";
import { configurations, native, use } from "./configurations.test-setup";
import { at, randomSource, relativeError, type Rows, type Shape, slope, trunk, weighted } from "./float64.test-math";
import { nativeKernels } from "./kernels";

const shape: Shape = { nLayer: 2, nHead: 3, nEmbd: 15, nCtx: 9, vocabSize: 11 };
const rows: Rows = {
  tokens: Int32Array.of(1, 10, 3, 0, 5, 5, 2, 7, 8),
  positions: Int32Array.of(0, 1, 2, 0, 0, 1, 2, 3, 4),
  offsets: Int32Array.of(0, 3, 4, 9),
};

function sizes({ nLayer, nEmbd: c, nCtx, vocabSize }: Shape): number[] {
  const layer = [c, c, 3 * c * c, 3 * c, c * c, c, c, c, 4 * c * c, 4 * c, 4 * c * c, c];
  return [vocabSize * c, nCtx * c, ...Array.from({ length: nLayer }, () => layer).flat(), c, c];
}

const random = randomSource(5);
const weights = (s: Shape) => sizes(s).map((n) => random.floats(n, 0.4));
let nextId = 1000;

type Wanted = { recompute?: boolean; places?: Int32Array | null };

function forwardBackward(addon: Addon, arrays: Float32Array[], dhidden: Float32Array, o: Wanted = {}) {
  const { recompute = false, places = null } = o;
  const kernels = nativeKernels(addon);
  const set = { id: nextId++, version: 1, arrays };
  const hidden = new Float32Array(dhidden.length).fill(777);
  const handle = kernels.gptTrunkForward({ shape, weights: set, rows, places, keep: true, recompute, hidden });
  const dweights = arrays.map((a) => new Float32Array(a.length).fill(777));
  if (handle !== null) kernels.gptTrunkBackward({ shape, weights: set, rows, handle, dhidden, dweights });
  kernels.forgetWeights(set.id);
  return { hidden, dweights };
}

describe.skipIf(native === undefined)("trunk", () => {
  it.each(configurations)("equals the float64 GPT, forward and in every gradient: $isa $precision", (c) => {
    if (native === undefined) return;
    const tolerance = c.precision === "float32" ? 1e-4 : 6e-2;
    const arrays = weights(shape);
    const dhidden = random.floats(rows.tokens.length * shape.nEmbd);
    const { hidden, dweights } = forwardBackward(use(native, c), arrays, dhidden);
    expect(relativeError(hidden, trunk(shape, arrays, rows))).toBeLessThanOrEqual(tolerance);
    dweights.forEach((got, w) => {
      const picks = Array.from({ length: 6 }, () => random.int(0, got.length - 1));
      const want = picks.map(
        (i) =>
        slope((x) => weighted(trunk(shape, arrays.with(w, Float32Array.from(x)).map((a, j) => (j === w ? x : a)) , rows), dhidden), arrays[w] ?? [], i), // prettier-ignore
      );
      const scale = Math.max(...got.map(Math.abs), 1e-3);
      picks.forEach((i, k) =>
        expect(Math.abs(at(got, i) - at(want, k)) / scale, `weight ${w}, element ${i}`).toBeLessThanOrEqual(tolerance),
      );
    });
  });

  it.each(configurations)("has the same bits on 1 and 2 threads: $isa $precision", (c) => {
    if (native === undefined) return;
    const arrays = weights(shape);
    const dhidden = random.floats(rows.tokens.length * shape.nEmbd);
    const one = forwardBackward(use(native, c, 1), arrays, dhidden);
    expect(forwardBackward(use(native, c, 2), arrays, dhidden)).toEqual(one);
  });

  it.each(configurations)("has the same bits when activations are computed again: $isa $precision", (c) => {
    if (native === undefined) return;
    const arrays = weights(shape);
    const dhidden = random.floats(rows.tokens.length * shape.nEmbd);
    const kept = forwardBackward(use(native, c), arrays, dhidden);
    expect(forwardBackward(native, arrays, dhidden, { recompute: true })).toEqual(kept);
  });

  it.each(configurations)("computes some places as among all, and their gradients: $isa $precision", (c) => {
    if (native === undefined) return;
    const addon = use(native, c);
    const arrays = weights(shape);
    const width = shape.nEmbd;
    const pick = (from: Float32Array, places: Int32Array) =>
      Float32Array.from([...places].flatMap((i) => [...from.slice(i * width, (i + 1) * width)]));
    for (const places of [Int32Array.of(2, 3, 6, 8), Int32Array.of(0), Int32Array.of()]) {
      const among = random.floats(rows.tokens.length * width).map((x, i) => (places.includes(Math.floor(i / width)) ? x : 0)); // prettier-ignore
      const all = forwardBackward(addon, arrays, among);
      const some = forwardBackward(addon, arrays, pick(among, places), { places });
      expect(some.hidden).toEqual(pick(all.hidden, places));
      some.dweights.forEach((got, w) => expect(relativeError(got, all.dweights[w] ?? got), `weight ${w}`).toBeLessThanOrEqual(1e-5)); // prettier-ignore
      expect(forwardBackward(addon, arrays, pick(among, places), { places, recompute: true })).toEqual(some);
      expect(forwardBackward(use(native, c, 2), arrays, pick(among, places), { places })).toEqual(some);
      use(native, c);
    }
  });

  it("refuses places that do not rise inside the rows", () => {
    if (native === undefined) return;
    const addon = use(native, configurations[0] ?? { isa: "auto", precision: "float32", tolerance: 0 });
    for (const places of [Int32Array.of(1, 1), Int32Array.of(9), Int32Array.of(-1)])
      expect(() => forwardBackward(addon, weights(shape), new Float32Array(60), { places })).toThrow(/places/);
  });

  it("asks the system for no memory in a steady step, and gives all back", () => {
    if (native === undefined) return;
    const addon = use(native, configurations[0] ?? { isa: "auto", precision: "float32", tolerance: 0 });
    const arrays = weights(shape);
    const dhidden = random.floats(rows.tokens.length * shape.nEmbd);
    forwardBackward(addon, arrays, dhidden);
    const before = addon.memory();
    for (let i = 0; i < 3; i++) forwardBackward(addon, arrays, dhidden);
    const after = addon.memory();
    expect(after.systemAllocations).toBe(before.systemAllocations);
    expect(after.inUse).toBe(before.inUse);
    expect(after.requests).toBeGreaterThan(before.requests);
  });
});

const gpt: Shape = { nLayer: 2, nHead: 2, nEmbd: 16, nCtx: 24, vocabSize: 40 };

/** Samples with the decoder, then scores the same tokens with the training forward. */
function decodeAndRescore(addon: Addon, o: { topK: number; topP: number }) {
  const kernels = nativeKernels(addon);
  const set = { id: nextId++, version: 1, arrays: weights(gpt) };
  const prompts = [[1, 2, 3], [4], [5, 6, 7, 8, 9]];
  const pack = (list: number[][]): Rows => ({
    tokens: Int32Array.from(list.flat()),
    positions: Int32Array.from(list.flatMap((r) => r.map((_, i) => i))),
    offsets: Int32Array.from([0, ...list.map((_, i) => list.slice(0, i + 1).flat().length)]),
  });
  const n = 10;
  const decoder = kernels.createDecoder({ shape: gpt, weights: set, maxRows: 3, maxTokens: 16 });
  const sampling = { temperature: 0.7, ...o, eosId: 0, key: Uint32Array.of(1, 2), counters: Uint32Array.from({ length: 9 }, (_, i) => i) }; // prettier-ignore
  decoder.start(pack(prompts), sampling, n, true);
  while (decoder.advance(3) > 0);
  const out = { tokens: new Int32Array(3 * n), logprobs: new Float32Array(3 * n), lengths: new Int32Array(3), finished: new Uint8Array(3), states: new Float32Array(3 * n * 16) }; // prettier-ignore
  decoder.collect(out);
  decoder.dispose();
  const whole = prompts.map((p, r) => [...p, ...out.tokens.slice(r * n, r * n + at(out.lengths, r))]);
  const all = pack(whole);
  const hidden = new Float32Array(all.tokens.length * 16);
  kernels.gptTrunkForward({ shape: gpt, weights: set, rows: all, places: null, keep: false, hidden });
  const places = prompts.flatMap((p, r) => Array.from({ length: at(out.lengths, r) }, (_, t) => at(all.offsets, r) + p.length + t)); // prettier-ignore
  const m = places.length;
  const picked = Float32Array.from(places.flatMap((i) => [...hidden.slice((i - 1) * 16, i * 16)]));
  const [logprobs, entropy, logsumexp] = [new Float32Array(m), new Float32Array(m), new Float32Array(m)];
  kernels.tokenLogprobsForward({ hidden: picked, wte: set.arrays[0] ?? picked, targets: Int32Array.from(places, (i) => at(all.tokens, i)), m, c: 16, v: 40, temperature: 0.7, logprobs, entropy, logsumexp }); // prettier-ignore
  const drawn = prompts.flatMap((_, r) => [...out.logprobs.slice(r * n, r * n + at(out.lengths, r))]);
  const states = prompts.flatMap((_, r) => [...out.states.slice(r * n * 16, (r * n + at(out.lengths, r)) * 16)]);
  expect(states, "what tokens are drawn from, beside the training forward").toEqual([...picked]);
  return { drawn, rescored: [...logprobs], tokens: [...out.tokens], lengths: [...out.lengths] };
}

describe.skipIf(native === undefined)("decoder", () => {
  it.each(configurations)("draws log-probabilities with the bits of the training forward: $isa $precision", (c) => {
    if (native === undefined) return;
    const { drawn, rescored } = decodeAndRescore(use(native, c), { topK: 0, topP: 1 });
    expect(drawn.length).toBeGreaterThan(5);
    expect(drawn).toEqual(rescored);
  });

  it("puts truncated draws above the untruncated log-probability", () => {
    if (native === undefined) return;
    const { drawn, rescored } = decodeAndRescore(native, { topK: 3, topP: 0.9 });
    drawn.forEach((l, i) => expect(l).toBeGreaterThanOrEqual(at(rescored, i) - 1e-6));
    expect(drawn.every((l) => l <= 0)).toBe(true);
  });

  it("refuses a prompt that does not fit", () => {
    if (native === undefined) return;
    const set = { id: nextId++, version: 1, arrays: weights(gpt) };
    const decoder = nativeKernels(native).createDecoder({ shape: gpt, weights: set, maxRows: 1, maxTokens: 2 });
    const tooLong: Rows = {
      tokens: Int32Array.of(1, 2, 3),
      positions: Int32Array.of(0, 1, 2),
      offsets: Int32Array.of(0, 3),
    };
    expect(() => decoder.prefill(tooLong, new Float32Array(40))).toThrow(/at most 1 rows of at most 2 tokens/);
  });
});
