// The whole step on the other backends: ratio 1 on the first minibatch (asserted inside), exact resume, no leak.
import { BackendError, PpoConfig } from "@rlhf/domain";
import { cloneGpt, initGpt, withScalarHead } from "@rlhf/gpt";
import { initBackend, memory, type BackendInfo } from "@rlhf/tensor";
import { describe, expect, it } from "vitest";
import { createPpoTrainer } from "./train";

const shape = { nLayer: 2, nHead: 2, nEmbd: 32, nCtx: 16, vocabSize: 24 };
const config = PpoConfig.parse({
  steps: 6,
  batchSize: 12,
  responseLength: 8,
  noptepochs: 2,
  nminibatches: 3,
  lr: 1e-3,
});

const CASES = [
  { backend: "wasm", precision: "float32" },
  { backend: "native", precision: "float32" },
  { backend: "native", precision: "bfloat16" },
] as const;

/** Null, with the reason printed, where this machine cannot run it. */
async function start(request: (typeof CASES)[number]): Promise<BackendInfo | null> {
  try {
    return await initBackend(request);
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    console.log(`left out: ${error.message}`);
    return null;
  }
}

function setUp({ precision }: BackendInfo) {
  const reference = initGpt(shape, { seed: 1 });
  const policy = cloneGpt(reference);
  const critic = withScalarHead(reference, "value_head", { seed: 2 });
  const trainer = createPpoTrainer({
    ...{ policy, reference, critic, config, seed: 5, eosId: 0, precision },
    samplePrompts: (step) => Array.from({ length: 12 }, (_, i) => [1 + i, 1 + ((i * 5 + step) % 23)].slice(i % 2)),
    scoreFn: async (_, responses) => Float32Array.from(responses, (tokens) => tokens.filter((t) => t === 3).length),
  });
  return { trainer, dispose: () => [reference, policy, critic].forEach((model) => model.params.dispose()) };
}

describe.each(CASES)("PPO on $backend in $precision", (request) => {
  it("steps, resumes bit for bit and leaves no tensor behind", async ({ skip }) => {
    const info = await start(request);
    if (!info) return skip();
    const whole = setUp(info);
    await whole.trainer.step();
    const saved = structuredClone(await whole.trainer.state());
    const { numTensors } = memory();
    const want = [await whole.trainer.step(), await whole.trainer.step()];
    expect(memory().numTensors).toBe(numTensors);
    const resumed = setUp(info);
    resumed.trainer.load(saved);
    expect([await resumed.trainer.step(), await resumed.trainer.step()]).toEqual(want);
    expect(await resumed.trainer.state()).toEqual(await whole.trainer.state());
    whole.dispose();
    resumed.dispose();
  });
});
