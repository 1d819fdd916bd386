import { describe, expect, it } from "vitest";
import golden from "../golden/stats_first.json" with { type: "json" };
import { betaMixtureInterval, betaMixtureSequence, bettingSequence } from "./confidence-sequence";
import { seededUniform } from "./seeded-uniform";

const width = ([low, high]: readonly [number, number]): number => high - low;

describe("betaMixtureInterval", () => {
  it("equals SciPy's root of the mixture to 10 digits", () => {
    for (const { successes, trials, interval } of golden.mixture) {
      betaMixtureInterval(successes, trials).forEach((x, i) => expect(x).toBeCloseTo(interval[i] ?? NaN, 10));
    }
  });

  it("has the widths of labeling.md 6.8 at 55 %", () => {
    const widths = [100, 400, 1000, 5000].map((n) => width(betaMixtureInterval(Math.floor(0.55 * n), n)).toFixed(3));
    expect(widths).toEqual(["0.309", "0.168", "0.111", "0.053"]);
  });
});

describe("betaMixtureSequence", () => {
  it("has p below α exactly when the interval has ever left ½ out", () => {
    const uniform = seededUniform(11);
    const outcomes = Array.from({ length: 150 }, () => (uniform() < 0.7 ? 1 : 0) satisfies 0 | 1);
    outcomes.forEach((_, i) => {
      const seen = outcomes.slice(0, i + 1);
      const now = betaMixtureSequence(seen);
      const [low, high] = now.interval;
      if (low > 0.5 || high < 0.5) expect(now.pValue).toBeLessThanOrEqual(0.05);
      expect(now.eValue).toBeLessThanOrEqual(1 / now.pValue + 1e-9);
    });
    expect(betaMixtureSequence(outcomes).pValue).toBeLessThan(0.05);
  });
});

describe("bettingSequence", () => {
  it("equals the hedged capital process of the paper on a grid", () => {
    const { values, grid, interval, pValue, eValue } = golden.betting;
    const got = bettingSequence(values);
    expect(Math.abs(got.interval[0] - (interval[0] ?? NaN))).toBeLessThan(grid);
    expect(Math.abs(got.interval[1] - (interval[1] ?? NaN))).toBeLessThan(grid);
    expect(got.pValue / pValue).toBeCloseTo(1, 9);
    expect(got.eValue / eValue).toBeCloseTo(1, 9);
  });

  it("mirrors when the sides swap", () => {
    const { values } = golden.betting;
    const [one, other] = [bettingSequence(values), bettingSequence(values.map((y) => 1 - y))];
    expect(other.interval[0]).toBeCloseTo(1 - one.interval[1], 10);
    expect(other.interval[1]).toBeCloseTo(1 - one.interval[0], 10);
    expect(other.pValue).toBeCloseTo(one.pValue, 10);
  });

  it("is narrower than the mixture when half the answers are ties", () => {
    const uniform = seededUniform(12);
    const values = Array.from({ length: 1000 }, (): number => (uniform() < 0.5 ? 0.5 : uniform() < 0.5 ? 1 : 0));
    const sum = values.reduce((a, b) => a + b, 0);
    expect(width(bettingSequence(values).interval)).toBeLessThan(width(betaMixtureInterval(sum, 1000)));
  });

  it("never widens as answers arrive", () => {
    const { values } = golden.betting;
    let before: [number, number] = [0, 1];
    for (let n = 1; n <= values.length; n += 7) {
      const { interval } = bettingSequence(values.slice(0, n));
      expect(interval[0]).toBeGreaterThanOrEqual(before[0] - 1e-12);
      expect(interval[1]).toBeLessThanOrEqual(before[1] + 1e-12);
      before = interval;
    }
  });

  it("knows nothing at the start and refuses values outside [0, 1]", () => {
    expect(bettingSequence([])).toMatchObject({ interval: [0, 1], pValue: 1, eValue: 1, n: 0 });
    expect(() => bettingSequence([0.5, 1.2])).toThrow(/got 1.2 at 1/);
  });
});

it("rejects a true null in at most 5 % of 400 runs looked at after each of 500 answers", () => {
  const uniform = seededUniform(13);
  let mixture = 0;
  let betting = 0;
  for (let run = 0; run < 400; run++) {
    const outcomes = Array.from({ length: 500 }, () => (uniform() < 0.5 ? 1 : 0) satisfies 0 | 1);
    if (betaMixtureSequence(outcomes).pValue <= 0.05) mixture++;
    if (bettingSequence(outcomes).pValue <= 0.05) betting++;
  }
  expect(mixture / 400).toBeLessThanOrEqual(0.05);
  expect(betting / 400).toBeLessThanOrEqual(0.05);
});
