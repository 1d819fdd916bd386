import { describe, expect, it } from "vitest";
import golden from "../golden/stats_second.json" with { type: "json" };
import { benjaminiHochberg } from "./benjamini-hochberg";
import { mcnemar, swapConsistency, type SwappedPair } from "./mcnemar";
import { seededUniform } from "./seeded-uniform";
import { sideBias } from "./side-bias";
import { outcomeOf } from "./simulation";

describe("mcnemar", () => {
  it("prints Agresti's approval ratings: z² = 4.17² = 17.36 from 150 and 86", () =>
    expect(mcnemar(150, 86).chiSquared.toFixed(2)).toBe("17.36"));

  it("equals statsmodels, asymptotic and exact", () => {
    for (const { b, c, chiSquared, pValue, exact } of golden.mcnemar) {
      const got = mcnemar(b, c);
      expect(got.chiSquared).toBeCloseTo(chiSquared, 12);
      expect(got.pValue).toBeCloseTo(pValue, 12);
      expect(got.exactPValue).toBeCloseTo(exact, 12);
      expect(mcnemar(c, b)).toEqual(got);
    }
    expect(mcnemar(0, 0)).toEqual({ chiSquared: 0, pValue: 1, exactPValue: 1 });
  });
});

describe("swapConsistency", () => {
  it("counts flips among pairs decided both times and says which place they favour", () => {
    const pair = (first: number, second: number): SwappedPair => {
      return { shownFirst: outcomeOf(first), shownSecond: outcomeOf(second) };
    };
    const pairs = [pair(1, 1), pair(1, 0), pair(1, 0), pair(0, 1), pair(0, 0), pair(0.5, 1)];
    expect(swapConsistency(pairs)).toMatchObject({ flipRate: 0.6, decided: 5, firstPlaceWins: 2, secondPlaceWins: 1 });
    expect(swapConsistency([]).flipRate).toBeNaN();
  });
});

describe("benjaminiHochberg", () => {
  it("rejects the four smallest of the fifteen p-values of the 1995 paper", () => {
    const p =
      "0.0001 0.0004 0.0019 0.0095 0.0201 0.0278 0.0298 0.0344 0.0459 0.3240 0.4262 0.5719 0.6528 0.7590 1.0000";
    const { rejected } = benjaminiHochberg(p.split(" ").map(Number));
    expect(rejected).toEqual([...new Array(4).fill(true), ...new Array(11).fill(false)]);
  });

  it("equals statsmodels' adjusted p-values in any order", () => {
    const { pValues, adjusted } = golden.bh;
    benjaminiHochberg(pValues).adjusted.forEach((p, i) => expect(p).toBeCloseTo(adjusted[i] ?? NaN, 13));
    expect(benjaminiHochberg([...pValues].reverse()).adjusted).toEqual(benjaminiHochberg(pValues).adjusted.reverse());
  });
});

describe("sideBias", () => {
  it("flags the biased annotator only, leaves ties out and mirrors with the side", () => {
    const uniform = seededUniform(71);
    const outcomes = Array.from({ length: 3000 }, (_, i) => {
      const rate = i % 10 === 3 ? 0.75 : 0.5;
      return { annotator: i % 10, outcome: outcomeOf(uniform() < 0.1 ? 0.5 : uniform() < rate ? 1 : 0) };
    });
    const got = sideBias(outcomes);
    expect(got.annotators.filter(({ flagged }) => flagged).map(({ annotator }) => annotator)).toEqual([3]);
    expect(got.decided).toBe(outcomes.filter(({ outcome }) => outcome !== 0.5).length);
    const third = got.annotators.find(({ annotator }) => annotator === 3);
    expect(third?.shrunken).toBeLessThan(third?.rate ?? NaN);
    const mirrored = sideBias(outcomes.map((o) => ({ ...o, outcome: outcomeOf(1 - o.outcome) })));
    expect(mirrored.z).toBeCloseTo(-got.z, 12);
    expect(mirrored.pValue).toBeCloseTo(got.pValue, 12);
  });

  it("has z of the formula and knows nothing without judgments", () => {
    const outcomes = Array.from({ length: 100 }, (_, i) => ({ annotator: 1, outcome: outcomeOf(i < 60 ? 1 : 0) }));
    expect(sideBias(outcomes).z).toBeCloseTo(2, 14);
    expect(sideBias([])).toMatchObject({ z: 0, pValue: 1, interval: [0, 1], annotators: [] });
  });
});
