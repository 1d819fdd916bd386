import { BackendError, CheckpointError, ShapeError } from "@rlhf/domain";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { testedBackends } from "./kernels/parity";
import { AdamW } from "./adamw";
import { initBackend } from "./backend";
import { memory } from "./memory";
import { Params } from "./params";

describe.each(testedBackends())("Params on %s", (backend) => {
  it("keeps order, copies in and out, and clones independently", async () => {
    await initBackend({ backend, precision: "float32" });
    const before = memory().numTensors;
    const values = Float32Array.of(1, 2);
    const params = Params.fromArrays({ b: { shape: [2], values }, a: { shape: [1, 1], values: Float32Array.of(9) } });
    values[0] = 5;
    const copy = params.clone();
    params.assign("b", Float32Array.of(7, 8));
    expect(params.names).toEqual(["b", "a"]);
    expect(params.size).toBe(3);
    expect(params.version).toBe(1);
    expect((await params.toArrays())["b"]).toEqual({ shape: [2], values: Float32Array.of(7, 8) });
    expect((await copy.toArrays())["b"]).toEqual({ shape: [2], values: Float32Array.of(1, 2) });
    expect(copy.id).not.toBe(params.id);
    params.dispose();
    copy.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it("keeps its values on disk where the backend can, and trains them no more", async () => {
    await initBackend({ backend, precision: "float32" });
    const before = memory().numTensors;
    const arrays = { a: { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) } };
    const params = Params.fromArrays(arrays);
    params.moveToDisk(tmpdir());
    expect(await params.toArrays()).toEqual(arrays);
    const copy = params.clone();
    copy.assign("a", new Float32Array(6));
    expect(await params.toArrays()).toEqual(arrays);
    const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, epsilonForm: "torch", weightDecay: 0 } as const;
    if (backend === "native") {
      expect(() => params.assign("a", new Float32Array(6))).toThrow(BackendError);
      expect(() => new AdamW(params, adam)).toThrow(/only read/);
    }
    params.dispose();
    copy.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it("refuses wrong sizes and unknown names", async () => {
    await initBackend({ backend, precision: "float32" });
    expect(() => Params.fromArrays({ a: { shape: [3], values: new Float32Array(2) } })).toThrow(ShapeError);
    const params = Params.fromArrays({ a: { shape: [2], values: new Float32Array(2) } });
    expect(() => params.get("b")).toThrow(CheckpointError);
    expect(() => params.assign("a", new Float32Array(3))).toThrow(ShapeError);
    params.dispose();
  });
});
