// Frozen weights in a file change no bit of PPO, and wait in it between their uses.
import { BackendError, PpoConfig, type Precision } from "@rlhf/domain";
import { cloneGpt, initGpt, withScalarHead } from "@rlhf/gpt";
import { initBackend } from "@rlhf/tensor";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { createPpoTrainer } from "./train";

const shape = { nLayer: 2, nHead: 2, nEmbd: 32, nCtx: 16, vocabSize: 24 };
const settings = { steps: 4, batchSize: 6, responseLength: 8, noptepochs: 2, nminibatches: 2, lr: 1e-3 };

function trainerOf(precision: Precision, where: "memory" | "disk") {
  const reference = initGpt(shape, { seed: 1 });
  const models = { policy: cloneGpt(reference), critic: withScalarHead(reference, "value_head", { seed: 2 }) };
  if (where === "disk") reference.params.moveToDisk(tmpdir());
  return createPpoTrainer({
    ...{ ...models, reference, config: PpoConfig.parse(settings), seed: 5, eosId: 0, precision },
    samplePrompts: (step) => Array.from({ length: 6 }, (_, i) => [1 + i, 1 + ((i * 5 + step) % 23)]),
    scoreFn: async (_, responses) => Float32Array.from(responses, (tokens) => tokens.filter((t) => t === 3).length),
  });
}

it.each(["float32", "bfloat16"] as const)("has the bits of weights in memory, in %s", async (precision) => {
  try {
    await initBackend({ backend: "native", precision });
  } catch (error) {
    if (error instanceof BackendError) return console.log(`left out: ${error.message}`);
    throw error;
  }
  const [memory, disk] = [trainerOf(precision, "memory"), trainerOf(precision, "disk")];
  for (let i = 0; i < 3; i++) expect(await disk.step()).toEqual(await memory.step());
  expect(await disk.state()).toEqual(await memory.state());
});
