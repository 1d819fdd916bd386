// Typed arrays kept for the next request of the same length, so that a steady training step neither zeroes nor faults in
// fresh pages for its gradients. Only arrays that this file handed out and that their last owner declared done come back.
import { outOfMemory } from "./out-of-memory";
import { forgetArrays } from "./weight-packs";

/** Below this many elements a fresh array is as cheap. */
const LARGE = 16384;

const handedOut = new WeakSet<Float32Array>();
const done = new WeakSet<Float32Array>();
const idle = new Map<number, Float32Array[]>();

/** Room for `length` floats; contents are arbitrary. @throws OutOfMemoryError when there is none. */
export function allocate(length: number): Float32Array {
  if (length < LARGE) return new Float32Array(length);
  const array = idle.get(length)?.pop() ?? fresh(length);
  handedOut.add(array);
  return array;
}

function fresh(length: number): Float32Array {
  try {
    return new Float32Array(length);
  } catch (error) {
    if (error instanceof RangeError) throw outOfMemory(4 * length, error); // V8: allocation failed, or too long for it
    throw error;
  }
}

/** Says that nobody will look at these arrays once the tensors that hold them are disposed. */
export function recycle(arrays: readonly Float32Array[]): void {
  for (const a of arrays) if (handedOut.has(a)) done.add(a);
}

/** The backend dropped the last tensor on this array. */
export function storageDropped(values: Float32Array): void {
  if (!done.delete(values)) return;
  handedOut.delete(values);
  forgetArrays([values]);
  const list = idle.get(values.length);
  if (list === undefined) idle.set(values.length, [values]);
  else list.push(values);
}
