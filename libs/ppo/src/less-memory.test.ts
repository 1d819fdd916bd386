// What saves memory changes no bit of PPO: not the metrics, not the weights, not the optimisers.
import { BackendError, PpoConfig, type Precision } from "@rlhf/domain";
import { cloneGpt, initGpt, withScalarHead } from "@rlhf/gpt";
import { initBackend } from "@rlhf/tensor";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { createPpoTrainer } from "./train";

const shape = { nLayer: 3, nHead: 2, nEmbd: 32, nCtx: 16, vocabSize: 24 };
const settings = { steps: 4, batchSize: 12, responseLength: 8, noptepochs: 2, nminibatches: 3, lr: 1e-3 };

type Variant = "recomputed activations" | "frozen weights on disk";

function trainerOf(precision: Precision, variant?: Variant) {
  const reference = initGpt(shape, { seed: 1 });
  const models = { policy: cloneGpt(reference), critic: withScalarHead(reference, "value_head", { seed: 2 }) };
  if (variant === "frozen weights on disk") reference.params.moveToDisk(tmpdir());
  const recompute = variant === "recomputed activations" ? true : undefined;
  return createPpoTrainer({
    ...{ ...models, reference, seed: 5, eosId: 0, precision },
    config: PpoConfig.parse({ ...settings, recompute }),
    samplePrompts: (step) => Array.from({ length: 12 }, (_, i) => [1 + i, 1 + ((i * 5 + step) % 23)].slice(i % 2)),
    scoreFn: async (_, responses) => Float32Array.from(responses, (tokens) => tokens.filter((t) => t === 3).length),
  });
}

it.each([
  ["recomputed activations", "float32"],
  ["recomputed activations", "bfloat16"],
  ["frozen weights on disk", "float32"],
  ["frozen weights on disk", "bfloat16"],
] as const)("has the same bits with %s, in %s", async (variant, precision) => {
  try {
    await initBackend({ backend: "native", precision });
  } catch (error) {
    if (error instanceof BackendError) return console.log(`left out: ${error.message}`);
    throw error;
  }
  const [plain, saving] = [trainerOf(precision), trainerOf(precision, variant)];
  for (let i = 0; i < 3; i++) expect(await saving.step()).toEqual(await plain.step());
  expect(await saving.state()).toEqual(await plain.state());
});

it("is refused to recompute by a backend that cannot", async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
  await expect(trainerOf("float32", "recomputed activations").step()).rejects.toThrow(
    /recompute: expected the native backend/,
  );
});
