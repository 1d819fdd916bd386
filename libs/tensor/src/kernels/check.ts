import { ShapeError } from "@rlhf/domain";
import type { Tensor } from "../tfjs";

/** @throws ShapeError unless t is float32 of exactly this shape. */
export function expectShape(name: string, t: Tensor, shape: readonly number[]): void {
  const same = t.shape.length === shape.length && shape.every((n, i) => n === t.shape[i]);
  if (!same || t.dtype !== "float32") {
    throw new ShapeError(`${name}: expected float32 [${shape.join(", ")}], got ${t.dtype} [${t.shape.join(", ")}]`);
  }
}

/** @throws ShapeError when an index lies outside 0 … below - 1. */
export function expectIndices(name: string, index: Int32Array, below: number): void {
  const at = index.findIndex((i) => i < 0 || i >= below);
  if (at >= 0) throw new ShapeError(`${name}: expected every index in 0 … ${below - 1}, got ${index[at]}`);
}

/** @throws ShapeError unless places rise, each once, inside 0 … below - 1. */
export function expectRising(name: string, places: Int32Array, below: number): void {
  expectIndices(name, places, below);
  const at = places.findIndex((place, i) => i > 0 && place <= (places[i - 1] ?? 0));
  if (at >= 0) throw new ShapeError(`${name}: expected rising places, got ${places[at]} after ${places[at - 1]}`);
}

/** @throws ShapeError unless offsets rise from 0 to n. */
export function expectOffsets(offsets: Int32Array, n: number): void {
  const rising = offsets.every((o, i) => i === 0 || o >= (offsets[i - 1] ?? 0));
  if (offsets[0] !== 0 || offsets.at(-1) !== n || !rising)
    throw new ShapeError(`offsets: expected to rise from 0 to ${n}, got [${offsets.join(", ")}]`);
}

/** Both dimensions of a matrix. @throws ShapeError when t is not one. */
export function matrixShape(name: string, t: Tensor): [number, number] {
  const [rows, columns] = t.shape;
  if (t.rank !== 2 || rows === undefined || columns === undefined)
    throw new ShapeError(`${name}: expected a matrix, got [${t.shape.join(", ")}]`);
  return [rows, columns];
}
