import type { Backend } from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";

/** The backends that a test can run on here; says so when native cannot start. */
export async function testEngines(): Promise<Backend[]> {
  try {
    await initBackend({ backend: "native", precision: "float32" });
    return ["cpu", "wasm", "native"];
  } catch (error) {
    console.warn(`not tested on native: ${String(error)}`);
    return ["cpu", "wasm"];
  }
}
