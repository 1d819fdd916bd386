import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testStream } from "../rng.test-stream";
import { ANNOTATORS, bayesCeiling, drawJudgmentUniforms, judge, probabilityOfLeft } from "./annotators";

const shown = { goldLeft: 1, goldRight: 0, tokensLeft: 20, tokensRight: 30, itemsSeen: 0 };
const uniforms = { choice: 0.5, tie: 0.4, radius: 0, angle: 0 };
const gold = fc.double({ min: -5, max: 5, noNaN: true });

describe("judge", () => {
  it("prefers by (1−ε)σ(Δ/τ) + ε/2", () => {
    expect(probabilityOfLeft(ANNOTATORS.typical, shown)).toBeCloseTo(0.95 / (1 + Math.exp(-2)) + 0.025, 12);
    expect(probabilityOfLeft(ANNOTATORS.contrarian, shown)).toBeCloseTo(0.95 / (1 + Math.exp(2)) + 0.025, 12);
  });

  it("adds half a logit per ten tokens for who loves length, and a tenth for the left side of the hurried", () => {
    const lover = 0.95 / (1 + Math.exp(-(2 - 0.5))) + 0.025;
    expect(probabilityOfLeft(ANNOTATORS.length_lover, shown)).toBeCloseTo(lover, 12);
    expect(probabilityOfLeft(ANNOTATORS.hurried, shown)).toBeCloseTo(0.9 / (1 + Math.exp(-1.1)) + 0.05, 12);
  });

  it("tires: ε grows by .05 per 200 items and never passes 1", () => {
    const tired = probabilityOfLeft(ANNOTATORS.hurried, { ...shown, itemsSeen: 400 });
    expect(tired).toBeCloseTo(0.8 / (1 + Math.exp(-1.1)) + 0.1, 12);
    expect(probabilityOfLeft(ANNOTATORS.hurried, { ...shown, itemsSeen: 1e6 })).toBe(0.5);
  });

  it("has no side: swapped answers have the complement", () => {
    fc.assert(
      fc.property(gold, gold, (a, b) => {
        const p = (goldLeft: number, goldRight: number) =>
          probabilityOfLeft(ANNOTATORS.expert, { ...shown, tokensRight: 20, goldLeft, goldRight });
        expect(p(a, b) + p(b, a)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("chooses left as often as it says", () => {
    const rng = testStream(4);
    const n = 20_000;
    const near = { ...shown, goldLeft: 0.3 };
    const left = Array.from({ length: n }, () => judge(ANNOTATORS.typical, near, drawJudgmentUniforms(rng)));
    const p = probabilityOfLeft(ANNOTATORS.typical, near);
    const rate = left.filter((j) => j.side === "left").length / n;
    expect(Math.abs(rate - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
  });

  it("ties half of the near pairs, none of the far ones", () => {
    const rng = testStream(5);
    const traits = { ...ANNOTATORS.typical, tieThreshold: 0.15 };
    const ties = (goldLeft: number) =>
      Array.from({ length: 4_000 }, () => judge(traits, { ...shown, goldLeft }, drawJudgmentUniforms(rng))).filter(
        (j) => j.side === "tie" && j.strength === 0,
      ).length / 4_000;
    expect(Math.abs(ties(0.1) - 0.5)).toBeLessThan(0.035);
    expect(ties(0.2)).toBe(0);
  });

  it("is stronger the wider the gap, and weak against its own taste", () => {
    const strength = (goldLeft: number, choice: number) =>
      judge(ANNOTATORS.typical, { ...shown, goldLeft }, { ...uniforms, choice }).strength;
    expect([strength(0.3, 0), strength(1, 0), strength(2, 0), strength(2, 0.999)]).toEqual([1, 2, 3, 1]);
  });

  it("takes 2.5 s, .18 s a token, and 6 s more at a gap of 0", () => {
    const seconds = (goldLeft: number) => judge(ANNOTATORS.typical, { ...shown, goldLeft }, uniforms).seconds;
    expect(seconds(0)).toBeCloseTo(2.5 + 9 + 6, 12);
    expect(seconds(0.5)).toBeCloseTo(2.5 + 9 + 6 * Math.exp(-1), 12);
  });

  it("takes times whose logarithms have mean 0 and deviation .35 around that", () => {
    const rng = testStream(6);
    const logs = Array.from({ length: 20_000 }, () =>
      Math.log(judge(ANNOTATORS.typical, shown, drawJudgmentUniforms(rng)).seconds / (11.5 + 6 * Math.exp(-2))),
    );
    const mean = logs.reduce((sum, v) => sum + v, 0) / logs.length;
    const variance = logs.reduce((sum, v) => sum + (v - mean) ** 2, 0) / logs.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(Math.sqrt(variance) - 0.35)).toBeLessThan(0.01);
  });
});

describe("bayesCeiling", () => {
  it("is ½ and ln 2 on coin flips, 1 and 0 on certainties", () => {
    expect(bayesCeiling([0.5, 0.5])).toEqual({ accuracy: 0.5, agreement: 0.5, nats: Math.log(2) });
    expect(bayesCeiling([0, 1])).toEqual({ accuracy: 1, agreement: 1, nats: 0 });
  });
});
