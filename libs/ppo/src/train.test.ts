import { BackendError, ConfigError, NonFiniteError, PpoConfig, type MetricValues } from "@rlhf/domain";
import { cloneGpt, initGpt, withScalarHead, type Gpt } from "@rlhf/gpt";
import { initBackend, memory, type NamedArrays } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { createPpoTrainer, type PpoOptions } from "./train";

const shape = { nLayer: 2, nHead: 2, nEmbd: 16, nCtx: 10, vocabSize: 8 };
const EOS = 0;
const base = PpoConfig.parse({
  ...{ steps: 12, batchSize: 16, responseLength: 5, noptepochs: 2, nminibatches: 2, lr: 5e-3, criticLr: 5e-3 },
  klCoef: 0.02,
});

/** Wants many 3s: the share of 3s among the response's tokens. */
const scoreFn: PpoOptions["scoreFn"] = async (_, responses) =>
  Float32Array.from(responses, (tokens) => tokens.filter((token) => token === 3).length);
const samplePrompts: PpoOptions["samplePrompts"] = (step) =>
  Array.from({ length: 16 }, (_, i) => Array.from({ length: 1 + ((i + step) % 4) }, (_unused, t) => 1 + ((i + t) % 7)));

type Setup = { config?: Partial<PpoConfig>; seed?: number } & Partial<Pick<PpoOptions, "scoreFn" | "samplePrompts">>;

function setUp({ config = {}, seed = 1, ...options }: Setup = {}) {
  const merged = { ...base, ...config };
  const trunk = initGpt(shape, { seed });
  const shared = merged.critic === "shared";
  const policy = shared ? withScalarHead(trunk, "value_head", { zero: true }) : cloneGpt(trunk);
  const critic = shared ? null : withScalarHead(trunk, "value_head", { zero: true });
  const trainer = createPpoTrainer({
    ...{ policy, reference: trunk, critic, config: merged, seed: 5, eosId: EOS, precision: "float32" },
    ...{ samplePrompts, scoreFn, ...options },
  });
  const models: Gpt[] = [policy, trunk, ...(critic ? [critic] : [])];
  return { trainer, policy, critic, dispose: () => models.forEach((model) => model.params.dispose()) };
}

async function steps(trainer: { step(): Promise<MetricValues> }, n: number): Promise<MetricValues[]> {
  const all: MetricValues[] = [];
  for (let i = 0; i < n; i++) all.push(await trainer.step());
  return all;
}

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

describe("PPO trainer", () => {
  it.each(["separate", "shared"] as const)("raises the score with a %s critic", async (critic) => {
    const { trainer, dispose } = setUp({ config: { critic } });
    const metrics = await steps(trainer, base.steps);
    const [first, last] = [metrics[0] ?? {}, metrics.at(-1) ?? {}];
    expect(last["objective/scores"]).toBeGreaterThan((first["objective/scores"] ?? NaN) + 0.5);
    expect(last["objective/kl"]).toBeGreaterThan(0.05);
    dispose();
  });

  it("starts at the reference: KL 0 by every estimator, and all metric keys are there", async () => {
    const { trainer, dispose } = setUp();
    const [first = {}] = await steps(trainer, 1);
    for (const key of ["objective/kl", "objective/kl_k2", "objective/kl_k3", "objective/kl_full"] as const) {
      expect(first[key]).toBeCloseTo(0, 5);
    }
    expect(Object.keys(first).sort()).toEqual(
      [
        ...["episode", "loss/policy_avg", "loss/value_avg", "lr", "objective/entropy", "objective/kl"],
        ...["objective/kl_coef", "objective/kl_full", "objective/kl_k2", "objective/kl_k3"],
        ...["objective/non_score_reward", "objective/rlhf_reward", "objective/scores", "policy/approxkl_avg"],
        ...["policy/clipfrac_avg", "policy/entropy_avg", "policy/grad_norm", "tokens/responses_len_mean"],
        ...["val/clipfrac_avg", "val/explained_variance", "val/grad_norm", "val/nonfinite_steps"],
        ...["val/num_eos_tokens", "val/ratio", "val/ratio_var", "world/distinct"],
      ].sort(),
    );
    expect(first.lr).toBe(base.lr);
    expect(first.episode).toBe(16);
    dispose();
  });

  it("takes the same step whether a minibatch comes in 1, 2 or 8 parts, with every reduction", async () => {
    for (const lossReduction of ["token-mean", "seq-mean-token-mean"] as const) {
      const runs: { metrics: MetricValues; moments: NamedArrays }[] = [];
      for (const microBatches of [1, 2, 8]) {
        const { trainer, dispose } = setUp({ config: { microBatches, lossReduction, noptepochs: 1, nminibatches: 1 } });
        const [metrics = {}] = await steps(trainer, 1);
        runs.push({ metrics, moments: (await trainer.state()).files.optimizer ?? {} });
        dispose();
      }
      const [whole, ...parts] = runs;
      for (const part of parts) {
        expect(part.metrics["loss/value_avg"]).toBeCloseTo(whole?.metrics["loss/value_avg"] ?? NaN, 5);
        expect(part.metrics["policy/grad_norm"]).toBeCloseTo(whole?.metrics["policy/grad_norm"] ?? NaN, 5);
        expect(distance(part.moments, whole?.moments ?? {})).toBeLessThan(1e-6);
      }
    }
  });

  it.each(["separate", "shared"] as const)("resumes bit for bit with a %s critic", async (critic) => {
    const config = { critic, klController: "adaptive", klTarget: 0.5, klHorizon: 100 } as const;
    const whole = setUp({ config });
    await steps(whole.trainer, 2);
    const saved = structuredClone(await whole.trainer.state());
    const want = await steps(whole.trainer, 2);
    const resumed = setUp({ config });
    resumed.policy.params.assign("ln_f.bias", new Float32Array(16).fill(1));
    resumed.trainer.load(saved);
    expect(resumed.trainer.stepIndex).toBe(2);
    expect(await steps(resumed.trainer, 2)).toEqual(want);
    expect(await resumed.trainer.state()).toEqual(await whole.trainer.state());
    expect(saved.counters.klCoef).not.toBe(base.klCoef);
    whole.dispose();
    resumed.dispose();
  });

  it("trains only the critic during its warm-up", async () => {
    const { trainer, policy, critic, dispose } = setUp({ config: { criticWarmupSteps: 1 } });
    const [policyBefore, criticBefore] = [await policy.params.toArrays(), (await critic?.params.toArrays()) ?? {}];
    const [warm = {}] = await steps(trainer, 1);
    expect(warm["loss/policy_avg"]).toBeUndefined();
    expect(await policy.params.toArrays()).toEqual(policyBefore);
    expect(distance((await critic?.params.toArrays()) ?? {}, criticBefore)).toBeGreaterThan(0);
    const [cold = {}] = await steps(trainer, 1);
    expect(cold["loss/policy_avg"]).toBeDefined();
    expect(distance(await policy.params.toArrays(), policyBefore)).toBeGreaterThan(0);
    dispose();
  });

  it("leaves out the later epochs when the policy has moved too far", async () => {
    const config = { klController: "earlyStop", klTarget: 1e-4, lr: 0.05, noptepochs: 4, nminibatches: 1 } as const;
    const { trainer, dispose } = setUp({ config });
    await steps(trainer, 1);
    const { policyAdamSteps = NaN } = (await trainer.state()).counters;
    expect(policyAdamSteps).toBeGreaterThanOrEqual(2); // the first epoch measures ratio 1
    expect(policyAdamSteps).toBeLessThan(4);
    dispose();
  });

  it("counts a rollout that is not finite and leaves the networks alone, three in a row end the run", async () => {
    const { trainer, policy, critic, dispose } = setUp({ config: { noptepochs: 1, klController: "adaptive" } });
    critic?.params.assign("value_head.bias", Float32Array.of(NaN));
    const before = await policy.params.toArrays();
    const metrics = await steps(trainer, 2);
    expect(metrics.map((m) => m["val/nonfinite_steps"])).toEqual([1, 2]);
    expect(await policy.params.toArrays()).toEqual(before);
    expect((await trainer.state()).counters.klCoef).toBe(base.klCoef);
    await expect(trainer.step()).rejects.toThrow(NonFiniteError);
    dispose();
  });

  it("refuses models that do not fit the config", () => {
    expect(() => setUp({ config: { critic: "shared", criticWarmupSteps: 1 } })).toThrow(ConfigError);
    const policy = initGpt(shape, { seed: 1 });
    const options = { policy, reference: policy, seed: 1, eosId: EOS, samplePrompts, scoreFn } as const;
    expect(() => createPpoTrainer({ ...options, critic: null, config: base, precision: "float32" })).toThrow(
      ConfigError,
    );
    policy.params.dispose();
  });

  it("notices a rollout that the training forward does not reproduce", async () => {
    const { trainer, policy, dispose } = setUp({
      scoreFn: async (queries) => {
        policy.params.assign("ln_f.bias", new Float32Array(16).fill(0.1)); // the policy changes under the rollout
        return new Float32Array(queries.length);
      },
    });
    await expect(trainer.step()).rejects.toThrow(BackendError);
    dispose();
  });

  it("probes fixed prompts with one number per token, and a probe changes nothing", async () => {
    const { trainer, dispose } = setUp();
    await steps(trainer, 1);
    const before = await trainer.state();
    const [row, other] = await trainer.probe([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(row?.query).toEqual([1, 2]);
    expect(other?.query).toEqual([3, 4, 5]);
    if (!row) throw new Error("no probe row");
    const n = row.response.length;
    expect(n).toBeGreaterThan(0);
    for (const key of ["logprobs", "refLogprobs", "kl", "values", "rewards", "advantages", "entropy"] as const) {
      expect(row[key]).toHaveLength(n);
    }
    expect(row.finished).toBe(row.response.at(-1) === EOS);
    expect(row.kl[0]).toBeCloseTo((row.logprobs[0] ?? NaN) - (row.refLogprobs[0] ?? NaN), 5);
    const penalty = row.kl.reduce((sum, k) => sum - base.klCoef * k, 0);
    expect(row.rewards.reduce((a, b) => a + b, 0)).toBeCloseTo(penalty + row.score, 5);
    expect(await trainer.state()).toEqual(before);
    dispose();
  });

  it("keeps the number of tensors flat", async () => {
    const { trainer, dispose } = setUp({ config: { noptepochs: 1 } });
    await trainer.step();
    await trainer.probe([[1, 2]]);
    const { numTensors } = memory();
    await steps(trainer, 4);
    await trainer.probe([[1, 2]]);
    expect(memory().numTensors).toBe(numTensors);
    dispose();
  });

  it("holds as many tensors after every one of 100 steps as after the first", async () => {
    const config = { steps: 101, batchSize: 2, responseLength: 2, noptepochs: 1, nminibatches: 1 };
    const { trainer, dispose } = setUp({ config, samplePrompts: (step) => samplePrompts(step).slice(0, 2) });
    await trainer.step();
    const { numTensors } = memory();
    const held: number[] = [];
    for (let i = 0; i < 100; i++) {
      await trainer.step();
      held.push(memory().numTensors);
    }
    expect(held).toEqual(Array.from({ length: 100 }, () => numTensors));
    trainer.dispose();
    dispose();
  });
});

function distance(a: NamedArrays, b: NamedArrays): number {
  let worst = 0;
  for (const [name, { values }] of Object.entries(a)) {
    values.forEach((x, i) => (worst = Math.max(worst, Math.abs(x - (b[name]?.values[i] ?? NaN)))));
  }
  return worst;
}
