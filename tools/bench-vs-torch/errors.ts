// Relative errors between our numbers and the peer's.
import type { NamedArrays } from "@rlhf/tensor";

const sumOfSquares = (a: Float32Array, b?: Float32Array): number =>
  a.reduce((sum, x, i) => sum + (x - (b === undefined ? 0 : (b[i] ?? NaN))) ** 2, 0);

/** ‖ours − peer‖ / ‖peer‖. */
export function distance(ours: Float32Array, peer: Float32Array): number {
  return Math.sqrt(sumOfSquares(ours, peer) / sumOfSquares(peer));
}

/** The largest difference in a column of two tables over the column's largest magnitude at the peer's. */
export function columnError(ours: readonly number[][], peer: readonly number[][], column: number): number {
  const of = (table: readonly number[][]): number[] => table.map((row) => row[column] ?? NaN);
  const scale = Math.max(...of(peer).map(Math.abs));
  const difference = Math.max(...of(ours).map((x, i) => Math.abs(x - (of(peer)[i] ?? NaN))));
  return difference === 0 ? 0 : difference / scale;
}

/** ‖ours − peer‖ / ‖peer‖ over all weights of a network. */
export function weightError(ours: NamedArrays, peer: NamedArrays): number {
  const names = Object.keys(peer);
  return Math.sqrt(over(names, [ours, peer]) / over(names, [peer]));
}

/** ‖ours − peer‖ / ‖peer − before‖: what the update changed, without the biases of the attention's keys. */
export function updateError(ours: NamedArrays, peer: NamedArrays, before: NamedArrays): number {
  const names = Object.keys(peer);
  const counted = (name: string, arrays: NamedArrays) => withoutKeyBias(name, valuesOf(name, arrays));
  return Math.sqrt(over(names, [ours, peer], counted) / over(names, [peer, before], counted));
}

function over(names: readonly string[], [a, b]: [NamedArrays, NamedArrays?], read = valuesOf): number {
  return names.reduce((sum, name) => sum + sumOfSquares(read(name, a), b && read(name, b)), 0);
}

function valuesOf(name: string, arrays: NamedArrays): Float32Array {
  return arrays[name]?.values ?? new Float32Array([NaN]);
}

/** c_attn.bias is [3C], queries, keys and values; a constant added to all keys changes no softmax. */
function withoutKeyBias(name: string, values: Float32Array): Float32Array {
  if (!name.endsWith("c_attn.bias")) return values;
  const width = values.length / 3;
  return Float32Array.from([...values.subarray(0, width), ...values.subarray(2 * width)]);
}
