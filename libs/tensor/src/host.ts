// Where tensors' values are reached as typed arrays.
import { tf } from "./tfjs";
import { fusedKernels } from "./backend";

/** Backends whose storage is the typed array itself: a view may be read and written without a copy. */
export function hostBacked(): boolean {
  return tf.getBackend() === "cpu" || tf.getBackend() === "native";
}

/** Backends whose every row has the same bits whatever rows stand beside it, and on any number of threads. */
export function batchInvariant(): boolean {
  return tf.getBackend() === "native";
}

/** The values of t, read-only: the storage itself where the backend is host-backed, else a copy. */
export function floats(t: tf.Tensor): Float32Array {
  const values = t.dataSync();
  if (values instanceof Float32Array) return values;
  throw new TypeError(`expected a float32 tensor, got ${t.dtype}`);
}

/** Room for an output: from the fused implementation's pool where there is one. Contents are arbitrary. */
export function allocate(length: number): Float32Array {
  return fusedKernels().allocate?.(length) ?? new Float32Array(length);
}
