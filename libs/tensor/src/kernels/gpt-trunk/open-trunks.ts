import type { TrunkHandle } from "../../fused-kernels";
import type { Tensor } from "../../tfjs";

/** A trunk whose forward kept activations and whose backward has not run: yet, or never, if the loss does not reach it. */
export type OpenTrunk = {
  handle: TrunkHandle;
  /** Of the hidden states it returned; 0 until it did. */
  hiddenId: number;
  wte: Float32Array;
  /**
   * The gradient of heads that multiply these hidden states with this wte. The backward adds the embedding's to it: one
   * array of the vocabulary's size, where the tape's sum of the two would take three.
   */
  tied: Float32Array | null;
};

const open = new Set<OpenTrunk>();

export function trackTrunk(trunk: OpenTrunk): OpenTrunk {
  open.add(trunk);
  return trunk;
}

/** The trunk that made these hidden states from these embeddings, its backward still to come; null: there is none. */
export function openTrunkOf(hidden: Tensor, wte: Float32Array): OpenTrunk | null {
  for (const trunk of open) if (trunk.hiddenId === hidden.id && trunk.wte === wte) return trunk;
  return null;
}

/** The backward freed it. */
export function trunkDone(trunk: OpenTrunk): void {
  open.delete(trunk);
}

/** Frees what no backward will come for; called when the tape closes. */
export function releaseOpenTrunks(): void {
  for (const { handle } of open) handle.release();
  open.clear();
}
