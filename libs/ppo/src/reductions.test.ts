import fc from "fast-check";
import { LossReduction } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { tokenWeights } from "./reductions";

const sum = (x: Float32Array): number => x.reduce((a, b) => a + b, 0);

describe("token weights", () => {
  it("states each reduction on two responses of 1 and 3 tokens", () => {
    const weights = (reduction: LossReduction) => [...tokenWeights([1, 3], reduction, { responseLength: 8 })];
    expect(weights("token-mean")).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(weights("seq-mean-token-sum")).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(weights("seq-mean-token-sum-norm")).toEqual([0.0625, 0.0625, 0.0625, 0.0625]);
    const third = Math.fround(1 / 6);
    expect(weights("seq-mean-token-mean")).toEqual([0.5, third, third, third]);
  });

  it("sums to 1 for both means, whatever the lengths", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 20 }), (lengths) => {
        fc.pre(lengths.some((n) => n > 0));
        for (const reduction of ["token-mean", "seq-mean-token-mean"] as const) {
          expect(sum(tokenWeights(lengths, reduction, { responseLength: 30 }))).toBeCloseTo(1, 5);
        }
      }),
    );
  });

  it("makes all four agree when every response has the full length", () => {
    const reference = tokenWeights([4, 4, 4], "token-mean", { responseLength: 4 });
    expect([...tokenWeights([4, 4, 4], "seq-mean-token-mean", { responseLength: 4 })]).toEqual([...reference]);
    expect([...tokenWeights([4, 4, 4], "seq-mean-token-sum-norm", { responseLength: 4 })]).toEqual([...reference]);
  });

  it("lets an empty response count nowhere", () => {
    for (const reduction of LossReduction.options) {
      expect([...tokenWeights([2, 0, 3], reduction, { responseLength: 3 })]).toEqual([
        ...tokenWeights([2, 3], reduction, { responseLength: 3 }),
      ]);
    }
  });
});
