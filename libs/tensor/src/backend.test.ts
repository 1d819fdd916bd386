import { BackendError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { initBackend } from "./backend";
import { tf } from "./tfjs";

describe("initBackend", () => {
  it("starts wasm with SIMD and cpu when asked for by name", async () => {
    const wasm = await initBackend({ backend: "wasm", precision: "auto" });
    expect(wasm).toMatchObject({ name: "wasm", precision: "float32", instructionSet: "wasm-simd", passedOver: [] });
    expect(tf.getBackend()).toBe("wasm");
    const cpu = await initBackend({ backend: "cpu", precision: "float32" });
    expect(cpu).toMatchObject({ name: "cpu", threads: 1 });
    expect(tf.getBackend()).toBe("cpu");
  });

  it("takes the first of native, wasm, cpu that runs and says why the others do not", async () => {
    const info = await initBackend({ backend: "auto", precision: "float32" });
    expect(info.passedOver.map((p) => p.name)).toEqual(info.name === "native" ? [] : ["native"]);
    for (const { reason } of info.passedOver) expect(reason.length).toBeGreaterThan(10);
    expect(tf.getBackend()).toBe(info.name);
  });

  it("never falls back silently: a backend or precision that cannot run is an error with the reason", async () => {
    await expect(initBackend({ backend: "wasm", precision: "bfloat16" })).rejects.toThrow(/wasm.*bfloat16/);
    await expect(initBackend({ backend: "cpu", precision: "bfloat16" })).rejects.toThrow(BackendError);
    const tensorflow = initBackend({ backend: "tensorflow", precision: "auto" });
    await tensorflow.then(
      (info) => expect(info.name).toBe("tensorflow"),
      (error: unknown) => {
        expect(error).toBeInstanceOf(BackendError);
        expect(String(error)).toMatch(/backend tensorflow: expected it to start, but .{10}/s);
      },
    );
  });
});
