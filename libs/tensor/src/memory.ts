import { ShapeError } from "@rlhf/domain";
import { tf } from "./tfjs";

/** Runs f and frees every tensor it made but the result. Nothing asynchronous inside. */
export function scoped<T extends tf.TensorContainer>(f: () => T): T {
  return tf.tidy(f);
}

/** Live tensors and their bytes, as TensorFlow.js counts them. */
export function memory(): { numTensors: number; numBytes: number; numDataBuffers: number } {
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  return { numTensors, numBytes, numDataBuffers };
}

/**
 * Runs f once to warm up and once measured, and fails if the second run left tensors behind.
 * @throws ShapeError naming how many tensors leaked.
 */
export async function noLeaks<T>(f: () => T | Promise<T>): Promise<T> {
  await f();
  const before = tf.memory().numTensors;
  const result = await f();
  const leaked = tf.memory().numTensors - before;
  if (leaked !== 0) throw new ShapeError(`expected as many tensors after as before, got ${leaked} more; dispose them`);
  return result;
}

/** @throws ShapeError when the shapes differ. */
export function assertSameShape(a: tf.Tensor, b: tf.Tensor): void {
  if (!tf.util.arraysEqual(a.shape, b.shape))
    throw new ShapeError(`expected equal shapes, got [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`);
}
