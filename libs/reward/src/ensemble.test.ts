import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combineScores, type EnsembleRule } from "./ensemble";

const members = [Float32Array.of(1, -2, 0.5), Float32Array.of(3, -2, 0), Float32Array.of(2, -2, -2)];
const combined = (rule: EnsembleRule) => [...combineScores(members, rule)];

describe("combineScores", () => {
  it("gives the mean, the worst member, and the mean less λ population variances", () => {
    expect(combined({ kind: "mean" })).toEqual([2, -2, -0.5]);
    expect(combined({ kind: "worst-case" })).toEqual([1, -2, -2]);
    const [first, second, third] = combined({ kind: "uncertainty-weighted", lambda: 0.5 });
    expect(first).toBeCloseTo(2 - 0.5 * (2 / 3), 6); // variance of 1, 3, 2 over three members, not two
    expect(second).toBe(-2);
    expect(third).toBeCloseTo(-0.5 - 0.5 * (0.25 / 3 + (1 + 0.25 + 2.25) / 3 - 0.25 / 3), 6);
  });

  it("is the member itself where there is one, or where all agree", () => {
    const rules: EnsembleRule[] = [
      { kind: "mean" },
      { kind: "worst-case" },
      { kind: "uncertainty-weighted", lambda: 2 },
    ];
    for (const rule of rules) {
      expect(combineScores(members.slice(0, 1), rule)).toEqual(members[0]);
      expect([...combineScores([Float32Array.of(0.25), Float32Array.of(0.25)], rule)]).toEqual([0.25]);
    }
  });

  it("never trusts a row more than its mean, nor the worst case more than any member", () => {
    const rows = fc.array(fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 3, noNaN: true }), (scores, lambda) => {
        const ensemble = scores.map((row) => Float32Array.from(row));
        const mean = combineScores(ensemble, { kind: "mean" });
        const weighted = combineScores(ensemble, { kind: "uncertainty-weighted", lambda });
        const worst = combineScores(ensemble, { kind: "worst-case" });
        mean.forEach((m, i) => {
          expect(weighted[i]).toBeLessThanOrEqual(m + 1e-4);
          for (const member of ensemble) expect(worst[i]).toBeLessThanOrEqual(member[i] ?? NaN);
        });
      }),
    );
  });

  it("asks for members of one length", () => {
    expect(() => combineScores([], { kind: "mean" })).toThrow(/one or more members/);
    expect(() => combineScores([Float32Array.of(1), Float32Array.of(1, 2)], { kind: "mean" })).toThrow(/\[1, 2\]/);
  });
});
