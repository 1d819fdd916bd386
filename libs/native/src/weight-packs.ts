// Which weight set an array belongs to, by the identity of the array: token log-probs get wte alone, and may use the packed
// copy that the trunk's set keeps. An in-place change of the array ends the acquaintance.

export type Known = { id: number; version: number };
const UNKNOWN: Known = { id: -1, version: 0 };

const known = new WeakMap<Float32Array, Known>();

export function rememberEmbedding(wte: Float32Array | undefined, set: Known): void {
  if (wte !== undefined) known.set(wte, { id: set.id, version: set.version });
}

export function embeddingOf(wte: Float32Array): Known {
  return known.get(wte) ?? UNKNOWN;
}

/** Ids of the weight sets that these arrays belong to. */
export function setsOf(arrays: readonly Float32Array[]): Set<number> {
  return new Set(arrays.flatMap((a) => known.get(a)?.id ?? []));
}

/** Call when arrays were written in place or given back to a pool. */
export function forgetArrays(arrays: readonly Float32Array[]): void {
  for (const a of arrays) known.delete(a);
}
