// Loops over whole rows. C channels; reads beyond an array's end count as zero, so shapes are the caller's to check.
import type { EmbedBackward, EmbedForward, GatherRows, ScatterAddRows } from "../fused-kernels";
import type { FloatArray, Wide } from "./wide";

function addRow(to: FloatArray, toRow: number, from: FloatArray, fromRow: number, c: number): void {
  const [a, b] = [toRow * c, fromRow * c];
  for (let j = 0; j < c; j++) to[a + j] = (to[a + j] ?? 0) + (from[b + j] ?? 0);
}

export function gatherRows({ x, index, c, y }: Wide<GatherRows>): void {
  for (let i = 0; i < index.length; i++) {
    const from = (index[i] ?? 0) * c;
    y.set(x.subarray(from, from + c), i * c);
  }
}

export function scatterAddRows({ dy, index, c, y }: Wide<ScatterAddRows>): void {
  y.fill(0);
  for (let i = 0; i < index.length; i++) addRow(y, index[i] ?? 0, dy, i, c);
}

export function embedForward({ tokens, positions, wte, wpe, c, y }: Wide<EmbedForward>): void {
  gatherRows({ x: wte, index: tokens, c, y });
  for (let i = 0; i < positions.length; i++) addRow(y, i, wpe, positions[i] ?? 0, c);
}

export function embedBackward({ tokens, positions, dy, c, dwte, dwpe }: Wide<EmbedBackward>): void {
  scatterAddRows({ dy, index: tokens, c, y: dwte });
  scatterAddRows({ dy, index: positions, c, y: dwpe });
}
