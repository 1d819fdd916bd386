import { initBackend } from "@rlhf/tensor";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { enumerateResponses, klObjective, knownOptimum, responseLogprobSums, totalVariation } from "./enumeration";
import { checkKlEstimators } from "./kl-gradient";
import { drawOptimumTasks, drawReference, drawRewards, queryOf, type OptimumTask } from "./optimum-task";

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

const normalised = (weights: readonly number[]): number[] => {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => Math.log(w / total));
};

describe("enumerateResponses", () => {
  it("lists each response once: those that end early and those that fill the length", () => {
    expect(enumerateResponses({ vocabSize: 2, length: 2, eosId: 0 })).toEqual([[0], [1, 0], [1, 1]]);
    expect(enumerateResponses({ vocabSize: 8, length: 4, eosId: 0 })).toHaveLength(7 ** 3 * 8 + 7 ** 2 + 7 + 1);
  });
});

describe("known optimum", () => {
  const weights = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 });
  const rewards = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 });

  it("is above every other policy by β KL(π ‖ π*)", () => {
    fc.assert(
      fc.property(weights, weights, rewards, fc.double({ min: 0.1, max: 2, noNaN: true }), (p, q, r, beta) => {
        const [logRho, logPi] = [normalised(p), normalised(q)];
        const { logStar, optimum } = knownOptimum(logRho, r, beta);
        const task = { logRho, rewards: r, beta };
        expect(klObjective(logStar, task)).toBeCloseTo(optimum, 8);
        const kl = logPi.reduce((sum, x, i) => sum + Math.exp(x) * (x - (logStar[i] ?? NaN)), 0);
        expect(optimum - klObjective(logPi, task)).toBeCloseTo(beta * kl, 8);
      }),
    );
  });

  it("is at total variation 0 from itself and 1 from what shares nothing", () => {
    expect(totalVariation(normalised([1, 2]), normalised([1, 2]))).toBe(0);
    expect(totalVariation([0, -Infinity], [-Infinity, 0])).toBe(1);
  });
});

describe("tasks", () => {
  it("are a function of the seed, within what can be enumerated", () => {
    expect(drawOptimumTasks(4, 9)).toEqual(drawOptimumTasks(4, 9));
    expect(drawOptimumTasks(4, 3)).not.toEqual(drawOptimumTasks(5, 3));
    for (const { vocabSize, length, beta } of drawOptimumTasks(6, 18)) {
      expect(vocabSize).toBeLessThanOrEqual(8);
      expect(length).toBeLessThanOrEqual(4);
      expect(beta).toBeGreaterThan(0.19);
    }
    expect(drawOptimumTasks(4, 2, { beta: 0.5, length: 2 }).map((t) => [t.beta, t.length])).toEqual([
      [0.5, 2],
      [0.5, 2],
    ]);
  });

  const task: OptimumTask = { vocabSize: 4, length: 2, eosId: 0, seed: 3, beta: 0.5, sharpness: 4, reward: "pairs" };

  it("have probabilities that sum to 1 over the responses, and are not uniform", async () => {
    const reference = drawReference(task);
    const sums = await responseLogprobSums(reference, queryOf(task), enumerateResponses(task));
    expect(sums.reduce((total, x) => total + Math.exp(x), 0)).toBeCloseTo(1, 5);
    expect(Math.max(...sums) - Math.min(...sums)).toBeGreaterThan(0.3);
    reference.params.dispose();
  });

  it("reward neighbours, places or whole responses", () => {
    const responses = [[1, 2], [2, 1], [1, 2], [3]];
    for (const reward of ["pairs", "positions"] as const) {
      const [a, b, c] = drawRewards({ ...task, reward }, responses);
      expect(a).toBe(c);
      expect(a).not.toBe(b);
    }
    expect(new Set(drawRewards({ ...task, reward: "table" }, responses)).size).toBe(4);
  });
});

describe("KL estimators as a reward, by enumeration through a GPT", () => {
  it("k1 has the value and the gradient of the KL; k3 the value only", async () => {
    const [task] = drawOptimumTasks(2, 1, { vocabSize: 4, length: 3, reward: "pairs" });
    if (task === undefined) throw new Error("expected a task");
    const [k1, k2, k3] = await checkKlEstimators(task);
    if (!k1 || !k2 || !k3) throw new Error("expected three estimators");
    expect(k1.kl).toBeGreaterThan(0.01);
    expect([k1.value, k3.value].map((v) => v / k1.kl)).toEqual([expect.closeTo(1, 4), expect.closeTo(1, 4)]);
    expect(Math.abs(k2.value / k1.kl - 1)).toBeGreaterThan(1e-3);
    expect(k1.gradientError).toBeLessThan(1e-3);
    expect(k3.gradientError).toBeGreaterThan(0.05);
  });
});
