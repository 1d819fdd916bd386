import { describe, expect, it } from "vitest";
import { evaluatePolicy } from "./evaluate-policy";

const answers = [
  { tokens: [1, 2, 3], finished: true },
  { tokens: [1, 2, 3], finished: true },
  { tokens: [4], finished: false },
  { tokens: [5, 6], finished: true },
];
const queries = [[0], [0, 0], [0], [0]];

describe("evaluation of a policy", () => {
  it("averages scores, KL, length, ends and distinctness over one answer per query", async () => {
    const result = await evaluatePolicy({
      queries,
      generate: async () => answers,
      scorers: {
        gold: async (_, responses) => Float32Array.from(responses, (tokens) => tokens.length),
        proxy: async (asked) => Float32Array.from(asked, (tokens) => tokens.length),
      },
      divergence: async () => ({ k1: Float32Array.of(1, 2, 3, 2), full: Float32Array.of(0, 1, 0, 1) }),
    });
    expect(result.means).toEqual({ gold: 2.25, proxy: 1.25 });
    expect([...(result.scores.gold ?? [])]).toEqual([3, 3, 1, 2]);
    expect(result).toMatchObject({ kl: 2, klFull: 0.5, responseLength: 2.25, finished: 0.75, distinct: 0.75 });
  });

  it("reports no KL without a divergence function", async () => {
    const result = await evaluatePolicy({ queries, generate: async () => answers, scorers: {} });
    expect(result).toMatchObject({ kl: null, klFull: null, means: {} });
  });
});
