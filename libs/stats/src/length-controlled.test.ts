import { describe, expect, it } from "vitest";
import golden from "../golden/stats_first.json" with { type: "json" };
import { lengthControlledWinRate, type LengthOutcome } from "./length-controlled";
import { sigmoid } from "./paired-link";
import { seededUniform } from "./seeded-uniform";
import { outcomeOf } from "./simulation";

const { lengthDifferences, outcomes, rate, lengthEffect } = golden.lengthControlled;
const rows: LengthOutcome[] = lengthDifferences.map((lengthDifference, cluster) => ({
  lengthDifference,
  outcome: outcomeOf(outcomes[cluster] ?? NaN),
  cluster,
}));
const few = { resamples: 200 };

describe("lengthControlledWinRate", () => {
  it("equals statsmodels' logistic regression at equal lengths", () => {
    const got = lengthControlledWinRate(rows, { uniform: seededUniform(1), ridge: 0, ...few });
    expect(got.rate).toBeCloseTo(rate, 9);
    expect(got.lengthEffect.value).toBeCloseTo(lengthEffect, 9);
    expect(got.interval[0]).toBeLessThan(rate);
    expect(got.interval[1]).toBeGreaterThan(rate);
  });

  it("turns into one minus itself when the policies swap", () => {
    const swapped = rows.map((r) => ({
      ...r,
      outcome: outcomeOf(1 - r.outcome),
      lengthDifference: -r.lengthDifference,
    }));
    const [one, other] = [rows, swapped].map((r) => lengthControlledWinRate(r, { uniform: seededUniform(2), ...few }));
    expect(other?.rate).toBeCloseTo(1 - (one?.rate ?? NaN), 9);
    expect(other?.lengthEffect.value).toBeCloseTo(one?.lengthEffect.value ?? NaN, 9);
  });

  it("finds the truth where the raw rate is fooled by length, and says that they disagree", () => {
    const uniform = seededUniform(3);
    const made = Array.from({ length: 3000 }, (_, cluster): LengthOutcome => {
      const lengthDifference = 300 * (uniform() - 0.1); // the policy writes longer
      const outcome = outcomeOf(uniform() < sigmoid(-0.3 + 2.5 * Math.tanh(lengthDifference / 86.6)) ? 1 : 0);
      return { lengthDifference, outcome, cluster };
    });
    const got = lengthControlledWinRate(made, { uniform, ...few });
    expect(got.raw.rate).toBeGreaterThan(0.7);
    expect(got.disagrees).toBe(true);
    expect(got.interval[0]).toBeLessThan(sigmoid(-0.3));
    expect(got.interval[1]).toBeGreaterThan(sigmoid(-0.3));
    expect(got.lengthEffect.interval[0]).toBeLessThan(2.5);
    expect(got.lengthEffect.interval[1]).toBeGreaterThan(2.5);
  });

  it("equals the raw rate when all lengths are equal, and stays finite when one side wins everything", () => {
    const equal = rows.map((r) => ({ ...r, lengthDifference: 5 }));
    const got = lengthControlledWinRate(equal, { uniform: seededUniform(4), ...few });
    expect(got.rate).toBeCloseTo(got.raw.rate, 4);
    const sweep = rows.map((r) => ({ ...r, outcome: outcomeOf(1) }));
    expect(lengthControlledWinRate(sweep, { uniform: seededUniform(5), ...few }).rate).toBeGreaterThan(0.99);
  });

  it("gives every prompt the same weight however often it was judged", () => {
    const doubled = rows.flatMap((r, i) => (i % 2 === 0 ? [r, r] : [r]));
    const [one, other] = [rows, doubled].map((r) => lengthControlledWinRate(r, { uniform: seededUniform(6), ...few }));
    expect(other?.raw.rate).toBeCloseTo(one?.raw.rate ?? NaN, 12);
    // sd is taken over judgments, so the length axis moves a little
    expect(other?.rate).toBeCloseTo(one?.rate ?? NaN, 2);
  });
});
