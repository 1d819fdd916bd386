import { fusedKernels } from "./backend";
import { floats, hostBacked } from "./host";
import type { Tensor } from "./tfjs";

/**
 * Runs f, nothing asynchronous inside; room of the tensors it makes is used again as soon as they are disposed, so that a
 * steady step touches no fresh page. Values of such a tensor are copied before it is disposed.
 */
export function pooled<T>(f: () => T): T {
  const { pooling } = fusedKernels();
  if (pooling === undefined) return f();
  pooling(true);
  try {
    return f();
  } finally {
    pooling(false);
  }
}

/** The tensors' values may be looked at for longer than the tensors live. */
export function keepRoom(tensors: readonly Tensor[]): void {
  const { retain } = fusedKernels();
  if (retain === undefined || !hostBacked()) return;
  retain(tensors.filter((t) => t.dtype === "float32").map(floats));
}
