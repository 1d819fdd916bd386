import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { native } from "./configurations.test-setup";
import { openNative } from "./engine";
import { allocate, recycle } from "./storage";

const N = 20_000;

describe.skipIf(native === undefined)("storage of large arrays", () => {
  it("is reused once its owner is done with it and the last tensor on it is gone, not before", async () => {
    await openNative({ precision: "float32" });
    await tf.setBackend("native");
    const array = allocate(N);
    const tensor = tf.tensor1d(array);
    const alias = tf.reshape(tensor, [2, N / 2]);
    recycle([array]);
    tensor.dispose();
    expect(allocate(N)).not.toBe(array); // the alias still shows it
    alias.dispose();
    expect(allocate(N)).toBe(array);
  });

  it("is never taken from a tensor that was only disposed, nor from arrays of the caller", async () => {
    await openNative({ precision: "float32" });
    await tf.setBackend("native");
    const kept = allocate(N);
    tf.tensor1d(kept).dispose();
    const own = new Float32Array(N);
    const tensor = tf.tensor1d(own);
    recycle([own]);
    tensor.dispose();
    const next = [allocate(N), allocate(N)];
    expect(next).not.toContain(kept);
    expect(next).not.toContain(own);
  });
});
