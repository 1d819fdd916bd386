import { describe, expect, it } from "vitest";
import type { Addon } from "./addon";
import { configurations, native, use } from "./configurations.test-setup";
import { randomSource } from "./float64.test-math";
import { nativeKernels } from "./kernels";

const shape = { nLayer: 2, nHead: 2, nEmbd: 32, nCtx: 64, vocabSize: 20 };
const c = shape.nEmbd;
const layer = [c, c, 3 * c * c, 3 * c, c * c, c, c, c, 4 * c * c, 4 * c, 4 * c * c, c];
const sizes = [shape.vocabSize * c, shape.nCtx * c, ...layer, ...layer, c, c];
const random = randomSource(11);
const arrays = sizes.map((n) => random.floats(n, 0.4));

function rowsOf(count: number) {
  const n = count * shape.nCtx;
  return {
    tokens: Int32Array.from({ length: n }, (_, i) => (i * 7) % shape.vocabSize),
    positions: Int32Array.from({ length: n }, (_, i) => i % shape.nCtx),
    offsets: Int32Array.from({ length: count + 1 }, (_, b) => b * shape.nCtx),
  };
}

function opened(addon: Addon) {
  const [first] = configurations;
  if (first !== undefined) use(addon, first);
  return nativeKernels(addon);
}

describe.skipIf(native === undefined)("memory of packed weights", () => {
  it("is given back by the optimiser step that makes them stale", () => {
    if (native === undefined) return;
    const kernels = opened(native);
    const before = native.memory().inUse;
    const weights = { id: 7001, version: 1, arrays: arrays.map((a) => a.slice()) };
    const rows = rowsOf(1);
    const hidden = new Float32Array(rows.tokens.length * c);
    kernels.gptTrunkForward({ shape, weights, rows, places: null, keep: false, hidden });
    expect(native.memory().inUse).toBeGreaterThan(before);
    const zeros = () => weights.arrays.map((a) => new Float32Array(a.length));
    const settings = { beta1: 0.9, beta2: 0.999, stepSize: 1e-3, rootScale: 1, epsilon: 1e-8, decay: 0, gradScale: 1 };
    kernels.adamw({ params: weights.arrays, grads: weights.arrays, m: zeros(), v: zeros(), ...settings });
    expect(native.memory().inUse).toBe(before);
  });

  it("is not kept by a long forward alone, whose rows have the bits of a short one", () => {
    if (native === undefined) return;
    const kernels = opened(native);
    const before = native.memory().inUse;
    const weights = { id: 7002, version: 1, arrays };
    const [long, short] = [rowsOf(17), rowsOf(1)];
    const hidden = new Float32Array(long.tokens.length * c);
    kernels.gptTrunkForward({ shape, weights, rows: long, places: null, keep: false, hidden });
    expect(native.memory().inUse).toBe(before);
    const alone = new Float32Array(short.tokens.length * c);
    kernels.gptTrunkForward({ shape, weights, rows: short, places: null, keep: false, hidden: alone });
    expect(hidden.slice(0, alone.length)).toEqual(alone);
    expect(native.memory().inUse).toBeGreaterThan(before);
    kernels.gptTrunkForward({ shape, weights, rows: long, places: null, keep: false, hidden }); // now from the kept packs
    expect(hidden.slice(0, alone.length)).toEqual(alone);
    kernels.forgetWeights(weights.id);
    expect(native.memory().inUse).toBe(before);
  });
});

describe.skipIf(native === undefined)("large blocks of memory", () => {
  it("serve a smaller request, and are given back for a larger one", () => {
    if (native === undefined) return;
    const kernels = opened(native);
    const forward = (count: number): void => {
      const rows = rowsOf(count);
      const hidden = new Float32Array(rows.tokens.length * c);
      kernels.gptTrunkForward({
        shape,
        weights: { id: 7003, version: 1, arrays },
        rows,
        places: null,
        keep: false,
        hidden,
      });
    };
    native.trim();
    forward(300); // one arena for every layer: about 30 MB in bfloat16
    const one = native.memory();
    forward(150);
    expect(native.memory().systemAllocations).toBe(one.systemAllocations);
    forward(400);
    const larger = native.memory().held;
    expect(larger).toBeLessThan(one.held * 1.6); // 4 / 3 and a quarter; beside the former block it would be 7 / 3
    forward(300);
    expect(native.memory().held).toBe(larger);
    kernels.forgetWeights(7003);
  });
});

describe.skipIf(native === undefined)("memory of activations", () => {
  it("grows with the layers by what enters each of them when they are computed again", () => {
    if (native === undefined) return;
    const kernels = opened(native);
    const deep = { ...shape, nLayer: 8 };
    const weights = {
      id: 7004,
      version: 1,
      arrays: [
        ...arrays.slice(0, 2),
        ...Array.from({ length: 8 }, () => arrays.slice(2, 14)).flat(),
        ...arrays.slice(-2),
      ],
    };
    const rows = rowsOf(64);
    const hidden = new Float32Array(rows.tokens.length * c);
    const kept = (recompute: boolean): number => {
      const before = native?.memory().inUse ?? 0;
      const handle = kernels.gptTrunkForward({
        shape: deep,
        weights,
        rows,
        places: null,
        keep: true,
        recompute,
        hidden,
      });
      const bytes = (native?.memory().inUse ?? 0) - before;
      handle?.release();
      kernels.forgetWeights(weights.id);
      return bytes;
    };
    expect(kept(true)).toBeLessThan(0.4 * kept(false)); // 8 inputs and one layer's activations, instead of 8 layers'
  });
});
