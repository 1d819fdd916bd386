// The correctness certificate: where everything can be enumerated, PPO must reach the known optimum of E[r] − β KL(π ‖ ρ),
// π*(y) ∝ ρ(y) exp(r(y) / β). `rlhf certify` runs the same code on more tasks.
import { initBackend, memory } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { certifyOptimum, OPTIMUM_BARS } from "./known-optimum";
import { drawOptimumTasks, type OptimumTask } from "./optimum-task";

const FIRST_TASKS = 4; // 8 tokens and 4 places are among them
const tasks = drawOptimumTasks(11, FIRST_TASKS);
const titled = (task: OptimumTask) =>
  [`${task.reward}, V ${task.vocabSize}, R ${task.length}, β ${task.beta.toFixed(2)}`, task] as const;

beforeAll(async () => {
  await initBackend({ backend: "auto", precision: "float32" });
});

describe("known optimum", () => {
  it.each(tasks.map(titled))("PPO reaches π* and its objective: %s", async (_, task) => {
    const before = memory().numTensors;
    const reached = await certifyOptimum({ task, seed: 11 });
    console.log(JSON.stringify(reached));
    expect(reached.objectiveBefore).toBeCloseTo(0, 4);
    expect(reached.variationBefore).toBeGreaterThan(0.1); // there was something to learn
    expect(reached.gap).toBeGreaterThan(-1e-4); // nothing beats the optimum
    expect(reached.gap).toBeLessThan(OPTIMUM_BARS.gap);
    expect(reached.variation).toBeLessThan(OPTIMUM_BARS.variation);
    expect(memory().numTensors).toBe(before);
  });

  it("PPO with k3 in the reward ends elsewhere", async () => {
    const [, task] = tasks;
    if (task === undefined) throw new Error("expected a task");
    const reached = await certifyOptimum({ task, seed: 11, klEstimator: "k3" });
    expect(reached.variation).toBeGreaterThan(2 * OPTIMUM_BARS.variation);
    expect(reached.gap).toBeGreaterThan(2 * OPTIMUM_BARS.gap);
  });
});
