import { DiskFullError } from "@rlhf/domain";
import { randomUUID } from "node:crypto";
import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import path from "node:path";
import type { Addon } from "./addon";

const LINE = 64; // bytes; arrays begin on cache lines, as in memory
const CHUNK = 1 << 30; // a write of 2 GiB or more fails

/**
 * Copies of the arrays in a file without a name: it is gone with the process, however that ends. The copies must not be
 * written. They take memory from when a kernel reads them until it is done with them.
 * @throws DiskFullError when the folder has no room for them.
 */
export function onDisk(addon: Addon, arrays: readonly Float32Array[], folder: string): Float32Array[] {
  const places: number[] = [];
  let bytes = 0;
  for (const array of arrays) {
    places.push(bytes);
    bytes += Math.ceil(array.byteLength / LINE) * LINE;
  }
  const buffer = writtenAndMapped(addon, { arrays, places, folder, bytes: Math.max(bytes, LINE) });
  return arrays.map((array, i) => new Float32Array(buffer, places[i], array.length));
}

type Layout = { arrays: readonly Float32Array[]; places: readonly number[]; folder: string; bytes: number };

function writtenAndMapped(addon: Addon, { arrays, places, folder, bytes }: Layout): ArrayBuffer {
  const file = path.join(folder, `weights-${randomUUID()}`);
  const descriptor = openSync(file, "wx+", 0o600);
  try {
    unlinkSync(file);
    ftruncateSync(descriptor, bytes); // reading past a file's end would end the process
    arrays.forEach((array, i) => writeAll(descriptor, bytesOf(array), places[i] ?? 0));
    return addon.mapFile(descriptor, bytes);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT"))
      throw new DiskFullError(
        `${folder}: expected room for ${bytes} bytes of weights, the disk is full; free space, then resume`,
        { cause: error },
      );
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

const bytesOf = (array: Float32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function writeAll(descriptor: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(descriptor, bytes, done, Math.min(CHUNK, bytes.length - done), at + done);
}
