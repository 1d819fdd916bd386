import type { Backend } from "@rlhf/domain";
import { initBackend } from "@rlhf/tensor";
import { inject } from "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** Set by the project `tensorflow` of vitest.config.ts: the tests run on this backend, and on it alone. */
    engine?: Backend;
  }
}

/** The backends that a test can run on here; says so when native cannot start. */
export async function testEngines(): Promise<Backend[]> {
  const engine = inject("engine");
  if (engine !== undefined) return [engine];
  try {
    await initBackend({ backend: "native", precision: "float32" });
    return ["cpu", "wasm", "native"];
  } catch (error) {
    console.warn(`not tested on native: ${String(error)}`);
    return ["cpu", "wasm"];
  }
}
