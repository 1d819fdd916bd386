// Large arrays live in blocks that are kept for the next request of their size, so that a steady training step neither zeroes
// nor faults in fresh pages. A block comes back when the last tensor on it is gone, if its owner said so: array by array
// (`recycle`), or for all that is handed out while `pooling` is on. Block sizes are quarter steps between powers of two:
// batches of changing length share them.
import { outOfMemory } from "./out-of-memory";
import { forgetArrays } from "./weight-packs";

/** Below this many elements a fresh array is as cheap. */
const LARGE = 16384;

const blockOf = new WeakMap<Float32Array, Float32Array>();
const done = new WeakSet<Float32Array>();
const idle = new Map<number, Float32Array[]>();
let pool = false;
let freshBlocks = 0;

/** Room for `length` floats; contents are arbitrary. @throws OutOfMemoryError when there is none. */
export function allocate(length: number): Float32Array {
  if (length < LARGE) return new Float32Array(length);
  const size = blockSize(length);
  const block = idle.get(size)?.pop() ?? fresh(size);
  const array = block.subarray(0, length);
  blockOf.set(array, block);
  if (pool) done.add(array);
  return array;
}

function blockSize(length: number): number {
  const step = 2 ** Math.floor(Math.log2(length) - 2);
  return Math.ceil(length / step) * step;
}

function fresh(length: number): Float32Array {
  freshBlocks++;
  try {
    return new Float32Array(length);
  } catch (error) {
    if (error instanceof RangeError) throw outOfMemory(4 * length, error); // V8: allocation failed, or too long for it
    throw error;
  }
}

/** How many blocks were asked of the system so far: constant in a steady step. */
export const freshBlockCount = (): number => freshBlocks;

/** Says that nobody will look at these arrays once the tensors that hold them are disposed. */
export function recycle(arrays: readonly Float32Array[]): void {
  for (const a of arrays) if (blockOf.has(a)) done.add(a);
}

/** While on, everything handed out is recycled, but for what `retain` takes back. */
export function pooling(on: boolean): void {
  pool = on;
}

/** Takes a `recycle` back. */
export function retain(arrays: readonly Float32Array[]): void {
  for (const a of arrays) done.delete(a);
}

/** The backend dropped the last tensor on this array. */
export function storageDropped(values: Float32Array): void {
  const block = blockOf.get(values);
  if (block === undefined || !done.delete(values)) return;
  blockOf.delete(values);
  forgetArrays([values]);
  const list = idle.get(block.length);
  if (list === undefined) idle.set(block.length, [block]);
  else list.push(block);
}
