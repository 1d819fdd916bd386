import { ShapeError } from "@rlhf/domain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gae, whiten } from "./advantages";

const f32 = (...x: number[]) => Float32Array.from(x);

describe("gae", () => {
  const rewards = f32(0, 0, 1, 0.5, -0.25);
  const values = f32(0.5, 0.25, 0.125, 1, 2);
  const rowOffsets = Int32Array.of(0, 3, 5);

  it("is the return minus the value when lam = 1", () => {
    const { advantages, returns } = gae({ rewards, values, rowOffsets, gamma: 1, lam: 1 });
    expect([...returns]).toEqual([1, 1, 1, 0.25, -0.25]);
    expect([...advantages]).toEqual([0.5, 0.75, 0.875, -0.75, -2.25]);
  });

  it("is the one-step difference when lam = 0", () => {
    const { advantages } = gae({ rewards, values, rowOffsets, gamma: 0.5, lam: 0 });
    expect([...advantages]).toEqual([-0.375, -0.1875, 0.875, 0.5, -2.25]);
  });

  it("gives a row the same wherever it stands, and nothing for an empty one", () => {
    const alone = gae({
      rewards: rewards.slice(3),
      values: values.slice(3),
      rowOffsets: Int32Array.of(0, 2),
      gamma: 0.9,
      lam: 0.95,
    });
    const among = gae({ rewards, values, rowOffsets: Int32Array.of(0, 3, 3, 5), gamma: 0.9, lam: 0.95 });
    expect(among.advantages.slice(3)).toEqual(alone.advantages);
  });

  it("refuses arrays of different lengths", () => {
    expect(() => gae({ rewards, values: f32(1), rowOffsets, gamma: 1, lam: 1 })).toThrow(ShapeError);
    expect(() => gae({ rewards, values, rowOffsets: Int32Array.of(0, 3), gamma: 1, lam: 1 })).toThrow(ShapeError);
  });
});

describe("whiten", () => {
  it("agrees with lm-human-preferences on its own example (algorithms.md 4.1)", () => {
    const out = whiten(f32(1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2), { shiftMean: false });
    [0.0508, 0.4381, 0.8254, 1.2127, 1.6, 1.9873, 2.3746, 2.7619, 3.1492].forEach((want, i) =>
      expect(Math.abs((out[i] ?? NaN) - want)).toBeLessThan(1e-4),
    );
  });

  it("gives mean 0 and variance 1 over the masked-in places and zero elsewhere", () => {
    const input = fc.array(fc.record({ x: fc.float({ min: -8, max: 8, noNaN: true }), on: fc.boolean() }), {
      minLength: 4,
    });
    fc.assert(
      fc.property(input, (places) => {
        const values = Float32Array.from(places, (p) => p.x);
        const on = places.filter((p) => p.on).map((p) => p.x);
        const mean = on.reduce((a, b) => a + b, 0) / on.length;
        fc.pre(on.length > 1 && on.some((x) => Math.abs(x - mean) > 0.1));
        const out = whiten(values, { shiftMean: true, mask: Uint8Array.from(places, (p) => (p.on ? 1 : 0)) });
        const kept = [...out].filter((_, i) => places[i]?.on === true);
        expect(kept.reduce((a, b) => a + b, 0) / kept.length).toBeCloseTo(0, 4);
        expect(kept.reduce((a, b) => a + b * b, 0) / kept.length).toBeCloseTo(1, 3);
        expect([...out].filter((_, i) => places[i]?.on === false).every((x) => x === 0)).toBe(true);
      }),
    );
  });
});
