import { NonFiniteError, SftConfig } from "@rlhf/domain";
import { initGpt, type Gpt } from "@rlhf/gpt";
import { initBackend, memory, Philox, type NamedArrays } from "@rlhf/tensor";
import { beforeAll, describe, expect, it } from "vitest";
import { shuffledBatches } from "./batches";
import { heldoutNats } from "./heldout";
import { createSftTrainer } from "./train";

const shape = { nLayer: 2, nHead: 2, nEmbd: 16, nCtx: 12, vocabSize: 12 };
const config = SftConfig.parse({ lr: 1e-2, warmupSteps: 2 });
const totalSteps = 30;

/** Rows that count upwards from their first token: predictable from the second token on. */
function countingRows(n: number, seed: number): { rows: number[][]; queryLengths: number[] } {
  const random = new Philox({ seed, purpose: "test" });
  const rows = Array.from({ length: n }, () => {
    const [first, length] = [random.int(12), 4 + random.int(8)];
    return Array.from({ length }, (_, t) => (first + t) % 12);
  });
  return { rows, queryLengths: rows.map(() => 2) };
}

const data = countingRows(64, 1);
const batches = shuffledBatches(data, { batchSize: 8, seed: 7 }).batch;
const trainerOf = (model: Gpt, extra: { microBatches?: number; config?: SftConfig } = {}) =>
  createSftTrainer({ model, config, batches, totalSteps, ...extra });

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

function distance(a: NamedArrays, b: NamedArrays): number {
  let worst = 0;
  for (const [name, { values }] of Object.entries(a)) {
    values.forEach((x, i) => (worst = Math.max(worst, Math.abs(x - (b[name]?.values[i] ?? NaN)))));
  }
  return worst;
}

describe("SFT trainer", () => {
  it("learns to count: the held-out loss falls below half of the uniform one", async () => {
    const model = initGpt(shape, { seed: 1 });
    const heldout = countingRows(32, 2);
    const before = await heldoutNats(model, heldout);
    expect(before).toBeCloseTo(Math.log(12), 1);
    const trainer = trainerOf(model);
    let last = NaN;
    for (let i = 0; i < totalSteps; i++) last = (await trainer.step())["train/loss"] ?? NaN;
    expect(last).toBeLessThan(2.2);
    expect(await heldoutNats(model, heldout)).toBeLessThan(before / 2);
    trainer.dispose();
    model.params.dispose();
  });

  it("counts every token after the first, or the response alone", async () => {
    const model = initGpt(shape, { seed: 1 });
    const batch = batches(0);
    const all = batch.rows.reduce((sum, row) => sum + row.length - 1, 0);
    expect((await trainerOf(model).step())["train/tokens"]).toBe(all);
    const response = trainerOf(model, { config: { ...config, lossOn: "response" } });
    expect((await response.step())["train/tokens"]).toBe(all - batch.rows.length);
    model.params.dispose();
  });

  it("takes the same step whether a batch comes in 1, 2 or 8 parts", async () => {
    const states = await Promise.all(
      [1, 2, 8].map(async (microBatches) => {
        const model = initGpt(shape, { seed: 1 });
        const trainer = trainerOf(model, { microBatches });
        const { "train/loss": loss = NaN, "train/grad_norm": norm = NaN } = await trainer.step();
        const moments = (await trainer.state()).files.optimizer ?? {}; // m = (1 − β1) g: linear in the gradient
        model.params.dispose();
        return { loss, norm, moments };
      }),
    );
    const [whole, ...parts] = states;
    for (const part of parts) {
      expect(part.loss).toBeCloseTo(whole?.loss ?? NaN, 5);
      expect(part.norm).toBeCloseTo(whole?.norm ?? NaN, 4);
      expect(distance(part.moments, whole?.moments ?? {})).toBeLessThan(1e-6);
    }
  });

  it("resumes bit for bit, and a cold start from the weights alone does not", async () => {
    const uninterrupted = initGpt(shape, { seed: 1 });
    const first = trainerOf(uninterrupted);
    for (let i = 0; i < 3; i++) await first.step();
    const saved = structuredClone(await first.state());
    for (let i = 0; i < 9; i++) await first.step();
    const want = await first.state();

    const model = initGpt(shape, { seed: 99 });
    const second = trainerOf(model);
    second.load(saved);
    expect(second.stepIndex).toBe(3);
    for (let i = 0; i < 9; i++) await second.step();
    expect(await second.state()).toEqual(want);

    const cold = trainerOf(model);
    cold.load({ ...saved, files: { ...saved.files, optimizer: zeroed(saved.files.optimizer ?? {}) } });
    for (let i = 0; i < 9; i++) await cold.step();
    expect(distance((await cold.state()).files.model ?? {}, want.files.model ?? {})).toBeGreaterThan(0);
    model.params.dispose();
    uninterrupted.params.dispose();
  });

  it("leaves the model alone when the loss is not finite, and gives up at the third time", async () => {
    const model = initGpt(shape, { seed: 1 });
    model.params.assign("ln_f.bias", new Float32Array(16).fill(NaN));
    const trainer = trainerOf(model);
    const before = await model.params.toArrays();
    const metrics = await trainer.step();
    expect(metrics["val/nonfinite_steps"]).toBe(1);
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect((await trainer.step())["val/nonfinite_steps"]).toBe(2);
    expect(await model.params.toArrays()).toEqual(before);
    expect((await trainer.state()).counters.adamSteps).toBe(0);
    await expect(trainer.step()).rejects.toThrow(NonFiniteError);
    model.params.dispose();
  });

  it("keeps the number of tensors flat", async () => {
    const model = initGpt(shape, { seed: 1 });
    const trainer = trainerOf(model);
    await trainer.step();
    const { numTensors } = memory();
    for (let i = 0; i < 5; i++) await trainer.step();
    expect(memory().numTensors).toBe(numTensors);
    model.params.dispose();
  });
});

function zeroed(arrays: NamedArrays): NamedArrays {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape: s, values }]) => [name, { shape: s, values: values.map(() => 0) }]),
  );
}
