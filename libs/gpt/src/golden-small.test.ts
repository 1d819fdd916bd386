import { readFileSync } from "node:fs";
import type { Backend } from "@rlhf/domain";
import {
  AdamW,
  decodeSafetensors,
  type FusedKernels,
  initBackend,
  lossAndGrads,
  memory,
  type NamedArrays,
  plainKernels,
  setFusedKernels,
  tf,
} from "@rlhf/tensor";
import { beforeEach, describe, expect, it } from "vitest";
import { gptFromArrays } from "./checkpoint";
import { responseLogprobs } from "./forward";
import type { Gpt, GptConfig } from "./gpt";
import { packRows, responseIndex } from "./rows";
import { testEngines } from "./test-engines";

// PyTorch in float64: tools/golden/gpt_small.py
const read = (name: string) => readFileSync(new URL(`../golden/${name}`, import.meta.url));
type Record = {
  config: GptConfig;
  rows: number[][];
  queryLengths: number[];
  temperature: number;
  logprobs: number[];
  entropy: number[];
  loss: number;
  adamw: { lr: number; beta1: number; beta2: number; epsilon: number; weightDecay: number };
  losses: { torch: number[]; tf1: number[] };
};
const golden = JSON.parse(read("gpt_small.json").toString()) as Record;
const { arrays } = decodeSafetensors(read("gpt_small.safetensors"));
const part = (prefix: string): NamedArrays =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([name, a]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), a]] : [])),
  );

const rows = packRows(golden.rows, golden.config.nCtx);
const at = responseIndex(rows, golden.queryLengths);

function step(model: Gpt) {
  return lossAndGrads(model.params, () => {
    const { logprobs, entropy } = responseLogprobs(model, rows, at, { temperature: golden.temperature });
    const loss = logprobs.mean().neg().sub(entropy.mean().mul(0.05)).asScalar();
    return { loss, aux: { logprobs, entropy } };
  });
}

/** Largest difference over the largest element wanted. */
function difference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  const [a, b] = [Array.from(got), Array.from(want)];
  const largest = Math.max(...b.map(Math.abs), 1e-6);
  return a.length === b.length ? Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? NaN)))) / largest : Infinity;
}

const ENGINES: { label: string; backend: Backend; kernels?: FusedKernels }[] = [
  ...(await testEngines()).map((backend) => ({ label: backend, backend })),
  { label: "cpu with fused kernels", backend: "cpu", kernels: plainKernels },
];

describe.each(ENGINES)("a small GPT on $label agrees with PyTorch", ({ backend, kernels }) => {
  beforeEach(async () => {
    await initBackend({ backend, precision: "float32" });
    if (kernels !== undefined) setFusedKernels(kernels);
  });

  it("in log-probabilities, entropies, loss and every gradient", () => {
    const model = gptFromArrays(golden.config, part("weight."));
    const before = memory().numTensors;
    const { loss, aux, grads } = step(model);
    expect(difference(aux.logprobs.dataSync(), golden.logprobs)).toBeLessThan(1e-5);
    expect(difference(aux.entropy.dataSync(), golden.entropy)).toBeLessThan(1e-5);
    expect(loss.dataSync()[0]).toBeCloseTo(golden.loss, 5);
    for (const [name, want] of Object.entries(part("grad.")))
      expect(difference(grads[name]?.dataSync() ?? [], want.values), name).toBeLessThan(5e-5);
    tf.dispose([loss, aux.logprobs, aux.entropy, grads]);
    expect(memory().numTensors).toBe(before);
    model.params.dispose();
  });

  it.each(["torch", "tf1"] as const)("over three AdamW steps with epsilon in %s form", async (epsilonForm) => {
    const model = gptFromArrays(golden.config, part("weight."));
    const optimizer = new AdamW(model.params, { ...golden.adamw, epsilonForm });
    const counts: number[] = [];
    for (const want of golden.losses[epsilonForm]) {
      const { loss, aux, grads } = step(model);
      expect(loss.dataSync()[0]).toBeCloseTo(want, 4);
      optimizer.step(grads, golden.adamw.lr);
      tf.dispose([loss, aux.logprobs, aux.entropy]);
      counts.push(memory().numTensors);
    }
    expect(new Set(counts).size, "live tensors stay the same").toBe(1);
    const after = await model.params.toArrays();
    for (const [name, want] of Object.entries(part(`${epsilonForm}.`)))
      expect(difference(after[name]?.values ?? [], want.values), name).toBeLessThan(5e-5);
    model.params.dispose();
  });
});
