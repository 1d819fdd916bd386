import { NonFiniteError, RewardConfig } from "@rlhf/domain";
import { initGpt, withScalarHead, type Gpt } from "@rlhf/gpt";
import { initBackend, memory, Philox, type NamedArrays } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluatePairs } from "./evaluate";
import { shuffledPairs, type RewardPair } from "./pairs";
import { createRewardTrainer } from "./train";

const shape = { nLayer: 2, nHead: 2, nEmbd: 16, nCtx: 8, vocabSize: 10 };
const config = RewardConfig.parse({ lr: 1e-2, warmupSteps: 2 });
const totalSteps = 20;

/** Rows of the better side end in a large token; lengths differ, so that the last valid token matters. */
function pairsOf(n: number, seed: number): RewardPair[] {
  const random = new Philox({ seed, purpose: "test" });
  const row = (last: number): number[] => [...Array.from({ length: 1 + random.int(6) }, () => random.int(10)), last];
  return Array.from({ length: n }, () => {
    const [low, high] = [random.int(5), 5 + random.int(5)];
    return { chosen: row(high), rejected: row(low), label: 1, strength: 1 + random.int(3), weight: 1 };
  });
}

const batches = shuffledPairs(pairsOf(64, 1), { batchSize: 8, seed: 7 }).batch;
const newModel = (seed = 1): Gpt => {
  const trunk = initGpt(shape, { seed });
  const model = withScalarHead(trunk, "score", { seed });
  trunk.params.dispose();
  return model;
};
const trainerOf = (model: Gpt, extra: { microBatches?: number; config?: RewardConfig } = {}) =>
  createRewardTrainer({ model, config, batches, totalSteps, ...extra });

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

describe("reward trainer", () => {
  it("learns which side is better: held-out accuracy from a coin's to above 0.9", async () => {
    const model = newModel();
    const reward = { model, gain: 1, bias: 0 };
    const heldout = pairsOf(64, 2);
    expect((await evaluatePairs(reward, heldout)).accuracy).toBeLessThan(0.8);
    const trainer = trainerOf(model);
    let metrics = {};
    for (let i = 0; i < totalSteps; i++) metrics = await trainer.step();
    expect(metrics).toMatchObject({ lr: expect.any(Number), "reward/accuracy": expect.any(Number) });
    const after = await evaluatePairs(reward, heldout);
    expect(after.accuracy).toBeGreaterThan(0.9);
    expect(after.margin).toBeGreaterThan(0);
    trainer.dispose();
    model.params.dispose();
  });

  it("asks a larger gap of stronger judgments when margins are on", async () => {
    const loss = async (marginPerStrength: number): Promise<number> => {
      const model = newModel();
      const trainer = trainerOf(model, { config: { ...config, marginPerStrength } });
      const value = (await trainer.step())["reward/loss"] ?? NaN;
      model.params.dispose();
      return value;
    };
    expect(await loss(1)).toBeGreaterThan((await loss(0)) + 0.1);
  });

  it("takes the same step whether a batch comes in 1, 2 or 8 parts", async () => {
    const states = await Promise.all(
      [1, 2, 8].map(async (microBatches) => {
        const model = newModel();
        const trainer = trainerOf(model, { microBatches });
        const metrics = await trainer.step();
        const moments = (await trainer.state()).files.optimizer ?? {};
        model.params.dispose();
        return { metrics, moments };
      }),
    );
    const [whole, ...parts] = states;
    for (const part of parts) {
      for (const key of ["reward/loss", "reward/margin", "reward/accuracy"] as const) {
        expect(part.metrics[key]).toBeCloseTo(whole?.metrics[key] ?? NaN, 5);
      }
      expect(distance(part.moments, whole?.moments ?? {})).toBeLessThan(1e-6);
    }
  });

  it("resumes bit for bit", async () => {
    const uninterrupted = newModel();
    const first = trainerOf(uninterrupted);
    for (let i = 0; i < 3; i++) await first.step();
    const saved = structuredClone(await first.state());
    for (let i = 0; i < 6; i++) await first.step();
    const resumed = newModel(99);
    const second = trainerOf(resumed);
    second.load(saved);
    for (let i = 0; i < 6; i++) await second.step();
    expect(await second.state()).toEqual(await first.state());
    resumed.params.dispose();
    uninterrupted.params.dispose();
  });

  it("leaves the model alone when the loss is not finite, and gives up at the third time", async () => {
    const model = newModel();
    model.params.assign("score.bias", Float32Array.of(NaN));
    const trainer = trainerOf(model);
    expect((await trainer.step())["val/nonfinite_steps"]).toBe(1);
    await trainer.step();
    await expect(trainer.step()).rejects.toThrow(NonFiniteError);
    model.params.dispose();
  });

  it("keeps the number of tensors flat", async () => {
    const model = newModel();
    const trainer = trainerOf(model);
    await trainer.step();
    const { numTensors } = memory();
    for (let i = 0; i < 5; i++) await trainer.step();
    expect(memory().numTensors).toBe(numTensors);
    model.params.dispose();
  });
});

function distance(a: NamedArrays, b: NamedArrays): number {
  let worst = 0;
  for (const [name, { values }] of Object.entries(a)) {
    values.forEach((x, i) => (worst = Math.max(worst, Math.abs(x - (b[name]?.values[i] ?? NaN)))));
  }
  return worst;
}
