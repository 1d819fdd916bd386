// The whole step on the other backends: ratio 1 on the first minibatch (asserted inside), exact resume, no leak, and the
// metrics of cpu.
import { type Backend, BackendError, type MetricValues, PpoConfig, type Precision } from "@rlhf/domain";
import { cloneGpt, initGpt, withScalarHead } from "@rlhf/gpt";
import { initBackend, memory, type BackendInfo } from "@rlhf/tensor";
import { describe, expect, inject, it } from "vitest";
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

declare module "vitest" {
  export interface ProvidedContext {
    /** Set by the project `tensorflow` of vitest.config.ts: the tests run on this backend, and on it alone. */
    engine?: Backend;
  }
}

type Request = { backend: Backend; precision: Precision };

const engine = inject("engine");
const CASES: Request[] =
  engine === undefined
    ? [
        { backend: "wasm", precision: "float32" },
        { backend: "native", precision: "float32" },
        { backend: "native", precision: "bfloat16" },
      ]
    : [{ backend: engine, precision: "float32" }];

/** Null, with the reason printed, where this machine cannot run it; one that was named has to run. */
async function start(request: Request): Promise<BackendInfo | null> {
  try {
    return await initBackend(request);
  } catch (error) {
    if (!(error instanceof BackendError) || engine !== undefined) throw error;
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

  it.skipIf(request.precision !== "float32")("reports the metrics of cpu, step by step", async ({ skip }) => {
    if (!(await start(request))) return skip();
    const got = await metricsOf(request);
    const want = await (cpuMetrics ??= metricsOf({ backend: "cpu", precision: "float32" }));
    for (const [step, metrics] of want.entries()) {
      const found = new Map(Object.entries(got[step] ?? {}));
      expect([...found.keys()], `step ${step}`).toEqual(Object.keys(metrics));
      for (const [name, value] of Object.entries(metrics)) {
        const difference = Math.abs((found.get(name) ?? NaN) - value);
        const label = `${name} at step ${step}: ${found.get(name)} for ${value}`;
        expect(difference, label).toBeLessThanOrEqual(1e-3 * Math.max(Math.abs(value), 1e-2));
      }
    }
  });
});

let cpuMetrics: Promise<MetricValues[]> | undefined;

/** Of the first three steps. */
async function metricsOf(request: Request): Promise<MetricValues[]> {
  const { trainer, dispose } = setUp(await initBackend(request));
  const metrics: MetricValues[] = [];
  for (let i = 0; i < 3; i++) metrics.push(await trainer.step());
  dispose();
  return metrics;
}
