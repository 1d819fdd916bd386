import fc from "fast-check";
import { ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { bestOfN, bestOfNKl, unbiasedBestOfN } from "./best-of-n";

describe("KL of best-of-n", () => {
  it.each([
    [1, 0],
    [4, 0.636],
    [16, 1.835],
    [64, 3.175],
    [128, 3.86],
    [256, 4.549],
    [1024, 5.932],
    [12_500, 8.434],
    [60_000, 10.002],
  ])("of %i is %f nats (algorithms.md 2.12)", (n, kl) => {
    expect(bestOfNKl(n)).toBeCloseTo(kl, 3);
  });

  it("equals the enumerated KL of the best of 3 among many equally likely, distinctly scored answers", () => {
    const [V, n] = [400, 3]; // fine enough that the continuous formula holds to 1e-4
    let kl = 0;
    for (let rank = 1; rank <= V; rank++) {
      const p = (rank / V) ** n - ((rank - 1) / V) ** n;
      if (p > 0) kl += p * Math.log(p * V);
    }
    expect(bestOfNKl(n)).toBeCloseTo(kl, 4);
  });

  it("refuses n = 0", () => {
    expect(() => bestOfNKl(0)).toThrow(ShapeError);
  });
});

describe("best of n", () => {
  it("keeps each query's best draw, and the earlier one of equals", async () => {
    const scores = [
      [1, 5],
      [3, 5],
      [2, 4],
    ];
    const drawn: number[] = [];
    const result = await bestOfN({
      queries: [[7], [8]],
      generate: async (queries, draw) => {
        drawn.push(draw);
        return queries.map((_, i) => ({ tokens: [draw * 10 + i], finished: true }));
      },
      scoreFn: async (_, responses) =>
        Float32Array.from(responses, ([t = 0]) => scores[Math.floor(t / 10)]?.[t % 10] ?? NaN),
      n: 3,
    });
    expect(drawn).toEqual([0, 1, 2]);
    expect(result.answers.map((a) => a.tokens)).toEqual([[10], [1]]);
    expect([...result.scores]).toEqual([3, 5]);
    expect(result.kl).toBeCloseTo(bestOfNKl(3), 12);
  });
});

describe("unbiased best-of-n", () => {
  it("equals the mean over all subsets of size n", () => {
    const arbitrary = fc.integer({ min: 1, max: 7 }).chain((N) =>
      fc.record({
        proxy: fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: N, maxLength: N }),
        gold: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: N, maxLength: N }),
        n: fc.integer({ min: 1, max: N }),
      }),
    );
    fc.assert(
      fc.property(arbitrary, ({ proxy, gold, n }) => {
        const golds = subsets(proxy.length, n).map((set) => {
          const best = set.reduce((a, b) => ((proxy[b] ?? 0) > (proxy[a] ?? 0) ? b : a));
          return gold[best] ?? NaN;
        });
        const want = golds.reduce((a, b) => a + b, 0) / golds.length;
        expect(unbiasedBestOfN(Float32Array.from(proxy), Float32Array.from(gold), n)).toBeCloseTo(want, 9);
      }),
    );
  });

  it("is the plain mean for n = 1 and refuses n above N", () => {
    const [proxy, gold] = [Float32Array.of(1, 2, 3), Float32Array.of(3, 0, 9)];
    expect(unbiasedBestOfN(proxy, gold, 1)).toBeCloseTo(4, 12);
    expect(() => unbiasedBestOfN(proxy, gold, 4)).toThrow(ShapeError);
  });
});

function subsets(total: number, size: number): number[][] {
  if (size === 0) return [[]];
  if (size > total) return [];
  return [...subsets(total - 1, size), ...subsets(total - 1, size - 1).map((set) => [...set, total - 1])];
}
