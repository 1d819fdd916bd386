import { initBackend } from "@rlhf/tensor";
import type { Backend } from "@rlhf/domain";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { disagreements, precisionOf } from "./gate";
import { readRecordedCase, type RecordedCase } from "./recorded-case";
import { replay } from "./replay";

const golden = (dtype: "f32" | "bf16"): RecordedCase =>
  readRecordedCase(readFileSync(path.join(import.meta.dirname, `golden/recorded-step-${dtype}.safetensors`)));

async function errorsOf(recorded: RecordedCase, backend: Backend | "auto") {
  const precision = precisionOf(recorded);
  await initBackend({ backend, precision });
  return disagreements(precision, await replay(recorded));
}

it.each(["cpu", "auto"] as const)(
  "repeats PyTorch's PPO step in float32 to 1e-4 on %s, weights included",
  async (backend) => {
    expect(await errorsOf(golden("f32"), backend)).toEqual([]);
  },
);

it("repeats PyTorch's bfloat16 step to 2e-2 where the engine has bfloat16", async ({ skip }) => {
  const recorded = golden("bf16");
  const { precision } = await initBackend({ backend: "auto", precision: "auto" });
  if (precision !== "bfloat16") return skip("this engine has no bfloat16 here");
  expect(await errorsOf(recorded, "auto")).toEqual([]);
});

it.each([
  ["a clip range of 0.1", (step: RecordedCase) => ({ ...step, settings: { ...step.settings, cliprange: 0.1 } })],
  ["a value weight of 0.2", (step: RecordedCase) => ({ ...step, settings: { ...step.settings, vfCoef: 0.2 } })],
  ["another temperature", (step: RecordedCase) => ({ ...step, settings: { ...step.settings, temperature: 0.71 } })],
  ["another order of minibatches", (step: RecordedCase) => ({ ...step, minibatches: step.minibatches.toReversed() })],
])("does not agree with %s", async (_, change) => {
  expect((await errorsOf(change(golden("f32")), "auto")).length).toBeGreaterThan(0);
});
