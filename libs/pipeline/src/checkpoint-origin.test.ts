import { CheckpointError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { assertSameOrigin } from "./checkpoint-origin";

const origin = {
  configHash: "c",
  seed: 1,
  inputs: { policyVersionId: "p", snapshot: "s" },
  backend: "native",
  precision: "float32",
  threads: 2,
  worldSize: 1,
  codeVersion: "1",
};
const asStored = { origin: { ...origin, inputs: { snapshot: "s", policyVersionId: "p" } } }; // Postgres' order of keys

describe("the origin of a checkpoint", () => {
  it("may differ in threads and code version, which change no bit", () => {
    expect(() => assertSameOrigin(asStored, { ...origin, threads: 8, codeVersion: "2" })).not.toThrow();
  });

  it.each([
    ["configHash", "d"],
    ["seed", 2],
    ["inputs", { policyVersionId: "p", snapshot: "another" }],
    ["backend", "cpu"],
    ["precision", "bfloat16"],
    ["worldSize", 2],
  ])("may not differ in %s", (key, value) => {
    expect(() => assertSameOrigin(asStored, { ...origin, [key]: value })).toThrow(CheckpointError);
    expect(() => assertSameOrigin(asStored, { ...origin, [key]: value })).toThrow(new RegExp(key));
  });

  it("is not asked of a checkpoint from before origins were stored", () => {
    expect(() => assertSameOrigin({ counters: {} }, origin)).not.toThrow();
  });
});
