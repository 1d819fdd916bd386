import { describe, expect, it } from "vitest";
import golden from "../golden/stats_second.json" with { type: "json" };
import { kendallConcordance, kendallTau } from "./rank-correlation";

const { x, y, tau, scores, chiSquared, pValue } = golden.ranks;

describe("kendallTau", () => {
  it("equals SciPy's τ_b with ties", () => expect(kendallTau(x, y)).toBeCloseTo(tau, 13));

  it("is one for the same order, minus one for the reverse, undefined for a constant", () => {
    expect(kendallTau([1, 2, 3], [10, 20, 30])).toBe(1);
    expect(kendallTau([1, 2, 3], [3, 2, 1])).toBe(-1);
    expect(kendallTau([1, 2, 3], [5, 5, 5])).toBeNaN();
    expect(() => kendallTau([1], [1, 2])).toThrow(/got 1 and 2/);
  });
});

describe("kendallConcordance", () => {
  it("has SciPy's Friedman statistic, ties corrected", () => {
    const got = kendallConcordance(scores);
    expect(got.chiSquared).toBeCloseTo(chiSquared, 12);
    expect(got.pValue).toBeCloseTo(pValue, 12);
  });

  it("is one when all judges agree and zero for two reversed lists", () => {
    expect(kendallConcordance([[1, 2, 3], [4, 5, 9]])).toMatchObject({ w: 1, meanTau: 1 }); // prettier-ignore
    expect(kendallConcordance([[1, 2, 3], [3, 2, 1]]).w).toBeCloseTo(0, 15); // prettier-ignore
    expect(() => kendallConcordance([[1, 2]])).toThrow(/two or more judges/);
  });
});
