import { describe, expect, it } from "vitest";
import { eloExpectation, eloRatings, eloUpdate } from "./elo";
import { goldScore } from "./gold-score";
import { sampleSize } from "./sample-size";

describe("sampleSize", () => {
  it("is the table of labeling.md 6.9, rounded up", () => {
    const table = [
      [0.52, 4903, 3922, 2941],
      [0.55, 783, 626, 469],
      [0.6, 194, 155, 115],
      [0.65, 85, 67, 50],
    ];
    for (const [winRate = 0, ...wanted] of table) {
      [0, 0.2, 0.4].forEach((tieRate, i) => {
        const { judgments } = sampleSize({ winRate, tieRate });
        expect([0, 1]).toContain(judgments - (wanted[i] ?? NaN)); // the table rounds to the nearest
        expect(sampleSize({ winRate: 1 - winRate, tieRate }).judgments).toBe(judgments);
      });
    }
  });

  it("multiplies by 1 + (k − 1)ρ", () => {
    const got = sampleSize({ winRate: 0.6, judgmentsPerPrompt: 3, correlation: 0.5 });
    expect(got.designEffect).toBe(2);
    const alone = sampleSize({ winRate: 0.6 }).judgments;
    expect(got.judgments).toBeGreaterThan(2 * (alone - 1));
    expect(got.judgments).toBeLessThanOrEqual(2 * alone);
    expect(got.prompts).toBe(Math.ceil(got.judgments / 3));
  });

  it("refuses one half and rates that the ties exclude", () => {
    expect(() => sampleSize({ winRate: 0.5 })).toThrow(/other than 0.5/);
    expect(() => sampleSize({ winRate: 0.8, tieRate: 0.6 })).toThrow(/got 0.8/);
  });
});

describe("goldScore", () => {
  it("has the lower quantile of Beta(1 + c, 1 + w): 0.05^(1/(c+1)) when all are right", () => {
    expect(goldScore({ correct: 12, wrong: 0 }, { threshold: 0.7 }).lower).toBeCloseTo(0.05 ** (1 / 13), 12);
    expect(goldScore({ correct: 12, wrong: 0 }, { threshold: 0.7 }).status).toBe("pass");
    expect(goldScore({ correct: 6, wrong: 6 }, { threshold: 0.7 }).status).toBe("pause");
  });

  it("waits for enough answers before it pauses anyone", () =>
    expect(goldScore({ correct: 0, wrong: 3 }, { threshold: 0.7 }).status).toBe("pending"));
});

describe("elo", () => {
  it("prints the well-known tournament: 1613 scores 2.5 against five rivals and falls to 1601", () => {
    const expected = [1609, 1477, 1388, 1586, 1720].map((rival) => eloExpectation(1613, rival));
    expect(expected.map((x) => x.toFixed(2))).toEqual(["0.51", "0.69", "0.79", "0.54", "0.35"]);
    expect(Math.round(1613 + 32 * (2.5 - expected.reduce((a, b) => a + b, 0)))).toBe(1601);
  });

  it("keeps the sum and depends on the order of games", () => {
    const games = [
      { left: "a", right: "b", outcome: 1 },
      { left: "b", right: "c", outcome: 1 },
      { left: "c", right: "a", outcome: 0.5 },
    ] as const;
    const ratings = eloRatings(games, { k: 32 });
    expect([...ratings.values()].reduce((x, y) => x + y, 0)).toBeCloseTo(3000, 9);
    expect(eloRatings([...games].reverse(), { k: 32 }).get("a")).not.toBeCloseTo(ratings.get("a") ?? NaN, 3);
    expect(eloUpdate([1000, 1000], 1, 4)).toEqual([1002, 998]);
  });
});
