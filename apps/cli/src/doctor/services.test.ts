import { initBackend } from "@rlhf/tensor";
import { expect, it, vi } from "vitest";
import { readEnv } from "../env";
import { checkBackend } from "./services";

const START = vi.hoisted(() => ({ instructionSet: "" }));

vi.mock("@rlhf/tensor", async (importOriginal) => {
  const actual = await importOriginal<typeof import("@rlhf/tensor")>();
  const fake: typeof actual.initBackend = async (o) =>
    START.instructionSet === ""
      ? actual.initBackend(o)
      : { name: "tensorflow", precision: "float32", threads: 2, instructionSet: START.instructionSet, passedOver: [] };
  return { ...actual, initBackend: fake };
});

it("is broken where a GPU is required and the backend runs on the CPU, and says how to go on", async () => {
  START.instructionSet = "";
  for (const backend of ["cpu", "wasm", "native"]) {
    const env = readEnv({ RLHF_BACKEND: backend, RLHF_REQUIRE_GPU: "1" });
    await expect(initBackend(env)).rejects.toThrow(/runs on the CPU and a GPU was asked for/);
    const check = await checkBackend(env);
    expect(check).toMatchObject({ status: "broken", facts: { name: null } });
    expect(check.fix).toContain("RLHF_REQUIRE_GPU");
  }
});

it("says whether tensorflow runs on a GPU", async () => {
  const env = readEnv({ RLHF_BACKEND: "tensorflow" });
  START.instructionSet = "cpu";
  expect(await checkBackend(env)).toMatchObject({
    found: expect.stringContaining("on the CPU, no GPU"),
    facts: { gpu: false },
  });
  START.instructionSet = "cuda";
  expect(await checkBackend(env)).toMatchObject({ found: expect.stringContaining("on a GPU"), facts: { gpu: true } });
});
