import { describe, expect, it } from "vitest";
import { seededUniform } from "./seeded-uniform";
import { pairedDifference, winRate, type ClusteredOutcome } from "./win-rate";
import { outcomeOf } from "./simulation";

const uniform = seededUniform(1);

describe("winRate", () => {
  it("is the mean over prompts, not over judgments", () => {
    const outcomes: ClusteredOutcome[] = [
      { outcome: 1, cluster: "a" },
      { outcome: 1, cluster: "a" },
      { outcome: 1, cluster: "a" },
      { outcome: 0, cluster: "b" },
    ];
    expect(winRate(outcomes, { uniform })).toMatchObject({ rate: 0.5, prompts: 2, judgments: 4, wins: 3, losses: 1 });
  });

  it("weighs every judgment the same on request, and then has the clustered error of a ratio", () => {
    const outcomes: ClusteredOutcome[] = [
      { outcome: 1, cluster: "a" },
      { outcome: 1, cluster: "a" },
      { outcome: 1, cluster: "a" },
      { outcome: 0, cluster: "b" },
    ];
    const pooled = winRate(outcomes, { uniform, equal: "judgments" });
    expect(pooled.rate).toBe(0.75);
    // residuals of the two clusters: 3 - .75·3 and 0 - .75
    expect(pooled.standardError).toBeCloseTo(Math.sqrt(2 * (0.75 ** 2 + 0.75 ** 2)) / 4, 15);
    expect(pooled.interval[0]).toBe(0);
    expect(pooled.interval[1]).toBe(1);
  });

  it("has the standard error of the prompt means", () => {
    const means = [0, 0.5, 1, 1, 0.5];
    const { rate, standardError } = winRate(
      means.map((m, cluster) => ({ outcome: outcomeOf(m), cluster })),
      { uniform },
    );
    expect(rate).toBeCloseTo(0.6, 15);
    expect(standardError).toBeCloseTo(Math.sqrt((0.36 + 0.01 + 0.16 + 0.16 + 0.01) / 4 / 5), 15);
  });

  it("weighs judgments within a prompt", () => {
    const outcomes: ClusteredOutcome[] = [
      { outcome: 1, cluster: 0, weight: 3 },
      { outcome: 0, cluster: 0, weight: 1 },
    ];
    expect(winRate(outcomes, { uniform }).rate).toBe(0.75);
    expect(() => winRate([{ outcome: 1, cluster: 0, weight: 0 }], { uniform })).toThrow(
      /positive finite weights, got 0/,
    );
  });

  it("turns into one minus itself when the sides swap", () => {
    const draw = seededUniform(2);
    const outcomes = Array.from({ length: 200 }, (_, i) => ({
      outcome: outcomeOf(Math.floor(draw() * 3) / 2),
      cluster: i % 80,
    }));
    const swapped = outcomes.map(({ outcome, cluster }) => ({ outcome: outcomeOf(1 - outcome), cluster }));
    const [one, other] = [outcomes, swapped].map((o) => winRate(o, { uniform: seededUniform(3) }));
    expect(other?.rate).toBeCloseTo(1 - (one?.rate ?? NaN), 14);
    expect(other?.interval[0]).toBeCloseTo(1 - (one?.interval[1] ?? NaN), 14);
  });

  it("is about the normal interval of the prompt means, and repeating judgments within prompts does not narrow it", () => {
    const draw = seededUniform(4);
    const truth = Array.from({ length: 300 }, () => outcomeOf(draw() < 0.6 ? 1 : 0));
    const apart = winRate(
      truth.map((outcome, cluster) => ({ outcome, cluster })),
      { uniform: seededUniform(5), resamples: 20_000 },
    );
    const repeated = truth.flatMap((outcome, cluster) =>
      [outcome, outcome, outcome].map((o) => ({ outcome: o, cluster })),
    );
    const together = winRate(repeated, { uniform: seededUniform(5), resamples: 20_000 });
    expect(together.interval).toEqual(apart.interval);
    expect((apart.interval[1] - apart.interval[0]) / (2 * 1.96 * apart.standardError)).toBeCloseTo(1, 1);
  });

  it("does not claim certainty when all prompts agree", () => {
    const sure = winRate(
      [1, 2, 3, 4].map((cluster) => ({ outcome: 1, cluster })),
      { uniform },
    );
    expect(sure.interval[0]).toBeCloseTo(0.5101, 4);
    expect(sure.interval[1]).toBe(1);
  });

  it("refuses an empty list", () => expect(() => winRate([], { uniform })).toThrow(/at least one judgment, got none/));
});

describe("pairedDifference", () => {
  it("is narrower than the two intervals when prompts move both policies alike", () => {
    const draw = seededUniform(6);
    const first: ClusteredOutcome[] = [];
    const second: ClusteredOutcome[] = [];
    for (let cluster = 0; cluster < 400; cluster++) {
      const outcome = outcomeOf(draw() < 0.5 ? 1 : 0);
      first.push({ outcome: draw() < 0.1 ? 1 : outcome, cluster });
      second.push({ outcome, cluster });
    }
    const paired = pairedDifference(first, second, { uniform });
    const alone = winRate(first, { uniform });
    expect(paired.standardError).toBeLessThan(alone.standardError / 2);
    expect(paired.interval[0]).toBeGreaterThan(0);
  });

  it("refuses policies without a prompt in common", () =>
    expect(() => pairedDifference([{ outcome: 1, cluster: 1 }], [{ outcome: 1, cluster: 2 }], { uniform })).toThrow(
      /judged for both policies, got none/,
    ));
});
