import { OutOfMemoryError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { native } from "./configurations.test-setup";
import { nativeKernels } from "./kernels";
import { openNative } from "./engine";
import { typedErrors } from "./out-of-memory";
import { allocate } from "./storage";
import type { Addon } from "./addon";

function thrown(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    return error;
  }
}

describe.skipIf(native === undefined)("memory that no machine has", () => {
  it("is an OutOfMemoryError with the bytes asked for, from the pool, a kernel and storage, and the process lives", async () => {
    if (native === undefined) return;
    await openNative({ precision: "float32" });
    const addon = native;
    expect(thrown(() => addon.allocate(2 ** 39))).toMatchObject({ code: "out_of_memory", bytes: 2 ** 41 });
    expect(thrown(() => allocate(2 ** 45))).toMatchObject({ code: "out_of_memory", bytes: 2 ** 47 });
    const shape = { nLayer: 1, nHead: 1, nEmbd: 2, nCtx: 4, vocabSize: 3 };
    const sizes = [6, 8, 2, 2, 12, 6, 4, 2, 2, 2, 16, 8, 16, 2, 2, 2];
    const weights = { id: 1, version: 1, arrays: sizes.map((n) => new Float32Array(n)) };
    // the cache of 2^33 rows of one layer of keys and values
    const error = thrown(() =>
      nativeKernels(addon).createDecoder({ shape, weights, maxRows: 2 ** 30, maxTokens: 2 ** 12 }),
    );
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(String(error)).toMatch(/expected room for \d{13,} bytes.*then resume/);
    expect(addon.allocate(8)).toHaveLength(8);
    const y = new Float32Array(4);
    addon.linearForward(2, 1, 2, false, Float32Array.of(1, 2), Float32Array.of(3, 4), null, null, y, null);
    expect([...y]).toEqual([3, 4, 6, 8]);
  });
});

it("leaves every other error of the addon as it is", () => {
  const error = new TypeError("native: argument 3");
  const addon: Partial<Addon> = {
    trim: () => {
      throw error;
    },
  };
  expect(thrown(() => typedErrors(addon as Addon).trim())).toBe(error);
});
