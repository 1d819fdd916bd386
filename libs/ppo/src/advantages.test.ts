import fc from "fast-check";
import { ShapeError } from "@rlhf/domain";
import { whiten } from "@rlhf/tensor";
import { describe, expect, it } from "vitest";
import { computeAdvantages, tokenRewards } from "./advantages";

const offsets = Int32Array.of(0, 3, 4);
const rewards = Float32Array.of(1, -2, 3, 0.5);
const values = Float32Array.of(0.5, 1, -1, 2);
const plain = { whitenRewards: false, whitenAdvantages: false, offsets };

describe("rewards per token", () => {
  it("adds the score to the last valid token and nowhere else", () => {
    const got = tokenRewards(Float32Array.of(10, 20), Float32Array.of(1, 2, 3, 4), { offsets, klCoef: 0.5 });
    expect([...got]).toEqual([-0.5, -1, 8.5, 18]);
  });

  it("gives an empty response no reward and leaves its neighbours alone", () => {
    const empty = Int32Array.of(0, 1, 1, 2);
    const got = tokenRewards(Float32Array.of(1, 100, 2), Float32Array.of(0, 0), { offsets: empty, klCoef: 1 });
    expect([...got]).toEqual([1, 2]);
  });

  it("refuses offsets that do not fit", () => {
    expect(() => tokenRewards(Float32Array.of(1), Float32Array.of(0, 0), { offsets, klCoef: 1 })).toThrow(ShapeError);
  });
});

describe("advantages", () => {
  it("equal discounted return minus value when lam = 1", () => {
    const { raw, returns } = computeAdvantages(rewards, values, { ...plain, gamma: 0.5, lam: 1 });
    expect([...returns]).toEqual([1 - 1 + 0.75, -2 + 1.5, 3, 0.5]);
    expect([...raw]).toEqual([0.25, -1.5, 4, -1.5]);
  });

  it("equal the one-step difference when lam = 0", () => {
    const { raw } = computeAdvantages(rewards, values, { ...plain, gamma: 1, lam: 0 });
    expect([...raw]).toEqual([1 + 1 - 0.5, -2 - 1 - 1, 3 + 1, 0.5 - 2]);
  });

  it("never leak from one response into another", () => {
    const alone = computeAdvantages(rewards.slice(0, 3), values.slice(0, 3), {
      ...{ ...plain, gamma: 0.9, lam: 0.8 },
      offsets: Int32Array.of(0, 3),
    });
    const together = computeAdvantages(rewards, values, { ...plain, gamma: 0.9, lam: 0.8 });
    expect([...together.raw.slice(0, 3)]).toEqual([...alone.raw]);
  });

  it("whiten the advantages but not the returns", () => {
    const options = { offsets, gamma: 1, lam: 0.95, whitenRewards: false };
    const whitened = computeAdvantages(rewards, values, { ...options, whitenAdvantages: true });
    const raw = computeAdvantages(rewards, values, { ...options, whitenAdvantages: false });
    expect([...whitened.returns]).toEqual([...raw.returns]);
    expect(whitened.advantages.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5);
    expect(whitened.advantages.reduce((a, b) => a + b * b, 0) / 4).toBeCloseTo(1, 5);
  });

  it("keep the mean of whitened rewards (golden of algorithms.md 4.1, population variance)", () => {
    const z = Float32Array.of(1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0);
    const golden = [0.0508, 0.4381, 0.8254, 1.2127, 1.6, 1.9873, 2.3746, 2.7619, 3.1492];
    whiten(z, { shiftMean: false }).forEach((x, i) => expect(x).toBeCloseTo(golden[i] ?? NaN, 4));
    const zeros = new Float32Array(9);
    const each = Int32Array.from({ length: 10 }, (_, i) => i);
    const got = computeAdvantages(z, zeros, {
      ...{ gamma: 1, lam: 1, whitenRewards: true, whitenAdvantages: false, offsets: each },
    });
    got.returns.forEach((x, i) => expect(x).toBeCloseTo(golden[i] ?? NaN, 4));
  });

  it("telescope: with gamma = lam = 1 the first return is the sum of rewards", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 12 }), (ints) => {
        const one = Int32Array.of(0, ints.length);
        const zero = new Float32Array(ints.length);
        const got = computeAdvantages(Float32Array.from(ints), zero, {
          ...{ gamma: 1, lam: 1, whitenRewards: false, whitenAdvantages: false, offsets: one },
        });
        expect(got.returns[0]).toBe(ints.reduce((a, b) => a + b, 0));
      }),
    );
  });
});
