import { availableParallelism } from "node:os";
import { nativeKernels } from "./kernels";
import { loadNative } from "./load";
import { registerNativeBackend } from "./native-backend";

export type NativeOptions = {
  precision: "auto" | "float32" | "bfloat16";
  threads?: number;
  /** "auto" (default), or one of instructionSets(): for tests and comparisons. */
  instructionSet?: string;
};

export type NativeEngine = {
  precision: "float32" | "bfloat16";
  threads: number;
  instructionSet: string;
  kernels: ReturnType<typeof nativeKernels>;
};

/**
 * Starts the native engine and registers the TensorFlow.js backend "native" (the caller makes it current).
 * precision auto = bfloat16 where the CPU multiplies it (AMX, AVX512-BF16), else float32. Opening again reconfigures.
 * @throws Error whose message says why it cannot run: not built, or no such precision on this CPU.
 */
export async function openNative(o: NativeOptions): Promise<NativeEngine> {
  const found = loadNative();
  if ("reason" in found) throw new Error(found.reason);
  const { addon } = found;
  addon.configure(o.instructionSet ?? "auto", o.precision, o.threads ?? availableParallelism());
  registerNativeBackend(addon);
  return { ...addon.state(), kernels: nativeKernels(addon) };
}
