import type { TrunkHandle } from "../../fused-kernels";

// Activations kept by trunk forwards whose backward has not run (yet, or never: a loss that does not reach them).
const open = new Set<TrunkHandle>();

export function trackTrunk(handle: TrunkHandle): void {
  open.add(handle);
}

/** The backward freed it. */
export function trunkDone(handle: TrunkHandle): void {
  open.delete(handle);
}

/** Frees what no backward will come for; called when the tape closes. */
export function releaseOpenTrunks(): void {
  for (const handle of open) handle.release();
  open.clear();
}
