// What must change nothing: how a batch is cut into parts, rows that weigh nothing (what padding would be), threads.
import { BackendError, type Precision } from "@rlhf/domain";
import { initBackend, type NamedArrays } from "@rlhf/tensor";
import { beforeEach, describe, expect, it } from "vitest";
import { stateSha256, tinyTrainer, TRAINERS, type TinyOptions, type TrainerName } from "./testing-trainers";

/**
 * Float32 sums in another order. The first moments are (1 − β₁) times the gradient, whose entries here are of size 1e-2:
 * an ulp of a sum of some hundred of them is 1e-9. A row that is lost, doubled or weighed wrongly moves them by 1e-4.
 */
const BOUND = 1e-7;

type Step = { metrics: Record<string, number>; moments: NamedArrays };

async function firstStep(name: TrainerName, options: TinyOptions): Promise<Step> {
  const tiny = tinyTrainer(name, { ...options, ppo: { noptepochs: 1 } });
  const metrics = Object.fromEntries(Object.entries(await tiny.trainer.step()));
  const { files } = await tiny.trainer.state();
  tiny.dispose();
  const moments = Object.entries({ ...files.optimizer, ...prefixed(files.critic_optimizer ?? {}) });
  return { metrics, moments: Object.fromEntries(moments.filter(([key]) => key.includes("adam.m."))) };
}

const prefixed = (arrays: NamedArrays): NamedArrays =>
  Object.fromEntries(Object.entries(arrays).map(([key, array]) => [`critic.${key}`, array]));

function expectSame(got: Step, want: Step): void {
  expect(Object.keys(got.moments)).toEqual(Object.keys(want.moments));
  let [worst, largest] = [0, 0];
  for (const [key, { values }] of Object.entries(want.moments)) {
    values.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(x - (got.moments[key]?.values[i] ?? NaN)));
      largest = Math.max(largest, Math.abs(x));
    });
  }
  expect(largest).toBeGreaterThan(1e-3); // the bound would mean nothing beside moments of its own size
  expect(worst).toBeLessThan(BOUND);
  for (const [key, value] of Object.entries(want.metrics)) {
    expect(Math.abs((got.metrics[key] ?? NaN) - value), key).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
  }
}

describe.each(["cpu", "native"] as const)("on %s", (backend) => {
  beforeEach(async ({ skip }) => {
    try {
      await initBackend({ backend, precision: "float32" });
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      skip(`left out: ${error.message}`);
    }
  });

  it.each(TRAINERS)("%s takes the same step from 8 rows at once, 8 times 1 and 2 times 4", async (name) => {
    const whole = await firstStep(name, { microBatches: 1 });
    for (const microBatches of [8, 2]) expectSame(await firstStep(name, { microBatches }), whole);
  });

  it.each(["sft", "reward"] as const)("%s learns nothing from rows that weigh nothing", async (name) => {
    const whole = await firstStep(name, {});
    for (const idleRows of [1, 5]) expectSame(await firstStep(name, { idleRows }), whole);
    expectSame(await firstStep(name, { idleRows: 3, microBatches: 2 }), whole);
  });
});

describe.each(["float32", "bfloat16"] satisfies Precision[])("on native in %s", (precision) => {
  it.each(TRAINERS)("%s ends with the same bits on one thread and on two", async (name) => {
    const hashes: string[] = [];
    for (const threads of [1, 2]) {
      await initBackend({ backend: "native", precision, threads });
      const tiny = tinyTrainer(name, { size: "threads", precision });
      const metrics = [await tiny.trainer.step(), await tiny.trainer.step()];
      hashes.push(`${stateSha256(await tiny.trainer.state())} ${JSON.stringify(metrics)}`);
      tiny.dispose();
    }
    expect(hashes[1]).toBe(hashes[0]);
  });

  it("reproduces the rollout's log-probs to the bit in the first minibatch: ratio exactly 1", async () => {
    await initBackend({ backend: "native", precision });
    const options = { size: "threads", precision, scoreFn: async (_, r) => Float32Array.from(r, (t) => (t[0] ?? 0) % 7) } satisfies TinyOptions; // prettier-ignore
    const tiny = tinyTrainer("ppo", { ...options, ppo: { noptepochs: 1, nminibatches: 4 } });
    const metrics = await tiny.trainer.step();
    const first = tinyTrainer("ppo", { ...options, ppo: { noptepochs: 1, lr: 1e-30, nminibatches: 4 } });
    const still = await first.trainer.step(); // a policy that does not move: every minibatch is a first one
    expect(still["val/ratio"]).toBe(1);
    expect(still["policy/approxkl_avg"]).toBe(0);
    expect(still["policy/clipfrac_avg"]).toBe(0);
    expect(metrics["policy/approxkl_avg"]).toBeGreaterThan(0);
    tiny.dispose();
    first.dispose();
  });

  it("refuses a rollout that another policy made, however near it is", async () => {
    await initBackend({ backend: "native", precision });
    const planted = { after: async () => {} };
    const scoreFn: TinyOptions["scoreFn"] = async (_, responses) => {
      await planted.after();
      return Float32Array.from(responses, (tokens) => tokens.length);
    };
    const tiny = tinyTrainer("ppo", { size: "threads", precision, scoreFn });
    planted.after = async () => {
      const state = structuredClone(await tiny.trainer.state());
      const bias = state.files.model?.["ln_f.bias"]?.values;
      if (bias) bias[0] = (bias[0] ?? 0) + 1e-3;
      tiny.trainer.load(state);
    };
    await expect(tiny.trainer.step()).rejects.toThrow(/first minibatch: expected \|ratio - 1\| <= 0, got/);
    tiny.dispose();
  });
});
