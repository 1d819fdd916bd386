import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { native } from "./configurations.test-setup";
import { openNative } from "./engine";
import { allocate, freshBlockCount, pooling, recycle, retain } from "./storage";

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
    expect(allocate(N).buffer).not.toBe(array.buffer); // the alias still shows it
    alias.dispose();
    const next = allocate(N - 100); // of the same block size
    expect(next.buffer).toBe(array.buffer);
    expect(next.length).toBe(N - 100);
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
    const next = [allocate(N), allocate(N)].map((a) => a.buffer);
    expect(next).not.toContain(kept.buffer);
    expect(next).not.toContain(own.buffer);
  });

  it("is reused without a word of the owner while pooling is on, but for what is retained", async () => {
    await openNative({ precision: "float32" });
    await tf.setBackend("native");
    pooling(true);
    const [first, second] = [allocate(3 * N), allocate(3 * N)];
    pooling(false);
    retain([second]);
    tf.tensor1d(first).dispose();
    tf.tensor1d(second).dispose();
    const before = freshBlockCount();
    expect(allocate(3 * N).buffer).toBe(first.buffer);
    expect(freshBlockCount()).toBe(before);
    expect(allocate(3 * N).buffer).not.toBe(second.buffer);
    expect(freshBlockCount()).toBe(before + 1);
  });
});
