// Recomputed activations change no bit of PPO: not the metrics, not the weights, not the optimisers.
import { BackendError, PpoConfig, type Precision } from "@rlhf/domain";
import { cloneGpt, initGpt, withScalarHead } from "@rlhf/gpt";
import { initBackend } from "@rlhf/tensor";
import { expect, it } from "vitest";
import { createPpoTrainer } from "./train";

const shape = { nLayer: 3, nHead: 2, nEmbd: 32, nCtx: 16, vocabSize: 24 };
const settings = { steps: 4, batchSize: 12, responseLength: 8, noptepochs: 2, nminibatches: 3, lr: 1e-3 };

function trainerOf(precision: Precision, recompute?: boolean) {
  const reference = initGpt(shape, { seed: 1 });
  return createPpoTrainer({
    ...{ policy: cloneGpt(reference), reference, critic: withScalarHead(reference, "value_head", { seed: 2 }) },
    ...{ config: PpoConfig.parse({ ...settings, recompute }), seed: 5, eosId: 0, precision },
    samplePrompts: (step) => Array.from({ length: 12 }, (_, i) => [1 + i, 1 + ((i * 5 + step) % 23)].slice(i % 2)),
    scoreFn: async (_, responses) => Float32Array.from(responses, (tokens) => tokens.filter((t) => t === 3).length),
  });
}

it.each(["float32", "bfloat16"] as const)("has the same bits with and without, in %s", async (precision) => {
  try {
    await initBackend({ backend: "native", precision });
  } catch (error) {
    if (error instanceof BackendError) return console.log(`left out: ${error.message}`);
    throw error;
  }
  const [kept, again] = [trainerOf(precision), trainerOf(precision, true)];
  for (let i = 0; i < 2; i++) expect(await again.step()).toEqual(await kept.step());
  expect(await again.state()).toEqual(await kept.state());
});

it("is refused by a backend that cannot", async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
  await expect(trainerOf("float32", true).step()).rejects.toThrow(/recompute: expected the native backend/);
});
