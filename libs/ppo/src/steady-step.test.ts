// A steady PPO step asks the system for no memory: counted by the engine's own blocks and by the kernel's page faults.
import { BackendError, PpoConfig, type Precision } from "@rlhf/domain";
import { cloneGpt, initGpt, withScalarHead } from "@rlhf/gpt";
import { fusedKernels, initBackend, memory } from "@rlhf/tensor";
import { expect, it } from "vitest";
import { createPpoTrainer } from "./train";

const shape = { nLayer: 3, nHead: 4, nEmbd: 128, nCtx: 64, vocabSize: 2048 };
const config = { steps: 40, batchSize: 32, responseLength: 32, noptepochs: 2, nminibatches: 2, lr: 1e-4 };
const PAGE = 4096;

function trainerOf(precision: Precision) {
  const reference = initGpt(shape, { seed: 1 });
  return createPpoTrainer({
    ...{ policy: cloneGpt(reference), reference, critic: withScalarHead(reference, "value_head", { seed: 2 }) },
    ...{ config: PpoConfig.parse(config), seed: 5, eosId: null, precision },
    samplePrompts: (step) => Array.from({ length: 32 }, (_, i) => Array.from({ length: 32 }, (_, t) => (i * 7 + t * 3 + step) % 2048)), // prettier-ignore
    scoreFn: async (_, responses) => Float32Array.from(responses, (tokens) => (tokens[0] ?? 0) / 2048),
  });
}

const counted = () => ({
  allocations: fusedKernels().systemAllocations?.() ?? NaN,
  tensors: memory().numTensors,
  faults: process.resourceUsage().minorPageFault,
});

it.each(["float32", "bfloat16"] as const)("asks for nothing in %s", async (precision) => {
  try {
    await initBackend({ backend: "native", precision, threads: 2 });
  } catch (error) {
    if (error instanceof BackendError) return console.log(`left out: ${error.message}`);
    throw error;
  }
  const trainer = trainerOf(precision);
  for (let i = 0; i < 6; i++) await trainer.step(); // V8 grows its own heap at first
  const steps: ReturnType<typeof counted>[] = [counted()];
  for (let i = 0; i < 6; i++) {
    await trainer.step();
    steps.push(counted());
  }
  const each = (key: keyof ReturnType<typeof counted>): number[] =>
    steps.slice(1).map((now, i) => now[key] - (steps[i]?.[key] ?? NaN));
  expect(each("allocations")).toEqual([0, 0, 0, 0, 0, 0]);
  expect(each("tensors")).toEqual([0, 0, 0, 0, 0, 0]);
  expect(Math.min(...each("faults")) * PAGE).toBeLessThan(2 ** 20);
});
