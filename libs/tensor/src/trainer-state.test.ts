import { CheckpointError, ShapeError } from "@rlhf/domain";
import { beforeAll, describe, expect, it } from "vitest";
import { initBackend } from "./backend";
import { Params } from "./params";
import { assignWeights, counterOf, fileOf, type TrainerState } from "./trainer-state";

beforeAll(async () => {
  await initBackend({ backend: "cpu", precision: "float32" });
});

const w = { shape: [2], values: Float32Array.of(1, 2) };
const state: TrainerState = { files: { model: { w } }, counters: { step: 0 } };

describe("a trainer's state", () => {
  it("gives its files and counters, a zero included", () => {
    expect(fileOf(state, "model")).toEqual({ w });
    expect(counterOf(state, "step")).toBe(0);
  });

  it("names what is missing and what is there", () => {
    expect(() => fileOf(state, "optimizer")).toThrow(CheckpointError);
    expect(() => fileOf(state, "optimizer")).toThrow(/optimizer.*got model/);
    expect(() => counterOf(state, "adamSteps")).toThrow(/adamSteps.*got step/);
  });

  it("overwrites every weight, or refuses a state that lacks one or has another size", async () => {
    const params = Params.fromArrays({ w: { shape: [2], values: new Float32Array(2) } });
    assignWeights(params, { w, other: w });
    expect(await params.toArrays()).toEqual({ w });
    expect(() => assignWeights(params, {})).toThrow(/w: expected this weight/);
    expect(() => assignWeights(params, { w: { shape: [3], values: new Float32Array(3) } })).toThrow(ShapeError);
  });
});
