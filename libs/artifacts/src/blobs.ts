import { CheckpointError, type CrashSite } from "@rlhf/domain";
import { createHash } from "node:crypto";
import { readFile, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { writeDurably } from "./durable-write";
import type { Artifacts } from "./store";

/** What names a blob and says how long it is. */
export type BlobRef = { sha256: string; bytes: number };

const NOWHERE: CrashSite = { stage: "", step: 0 };
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Stores bytes under their own hash, on the disk when this returns. Bytes that are there and whole are not written again,
 * only touched, so that garbage collection sees them as new; damaged ones are replaced.
 */
export async function putBlob(store: Artifacts, bytes: Uint8Array, at: CrashSite = NOWHERE): Promise<BlobRef> {
  const ref = { sha256: hash(bytes), bytes: bytes.byteLength };
  const file = blobPath(store, ref.sha256);
  if (await holds(file, ref)) await utimes(file, new Date(), new Date());
  else await writeDurably(file, bytes, { ...store, crashPoint: (point) => store.crashPoint(point, at) });
  return ref;
}

/** Reads a blob and trusts it only when length (if given) and hash are right. @throws CheckpointError saying what is wrong. */
export async function getBlob(store: Artifacts, sha256: string, bytes?: number): Promise<Uint8Array<ArrayBuffer>> {
  const found = await readFileIfThere(blobPath(store, sha256));
  const name = `blob ${sha256.slice(0, 12)}`;
  if (found === undefined) throw new CheckpointError(`${name}: expected under ${store.root}, it is not there`);
  if (bytes !== undefined && found.byteLength !== bytes)
    throw new CheckpointError(`${name}: expected ${bytes} bytes, found ${found.byteLength}; the file is damaged`);
  const actual = hash(found);
  if (actual !== sha256)
    throw new CheckpointError(`${name}: its content hashes to ${actual.slice(0, 12)}; the file is damaged`);
  return found;
}

/** The file of a blob. @throws CheckpointError when the name is not a hash, so that no name can leave the folder. */
function blobPath(store: Artifacts, sha256: string): string {
  if (!SHA256.test(sha256))
    throw new CheckpointError(`blob name: expected 64 hexadecimal digits, got ${JSON.stringify(sha256.slice(0, 80))}`);
  return path.join(store.blobs, sha256.slice(0, 2), sha256);
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function holds(file: string, ref: BlobRef): Promise<boolean> {
  const found = await stat(file).catch(orUndefined);
  if (found?.size !== ref.bytes) return false;
  const content = await readFileIfThere(file);
  return content !== undefined && hash(content) === ref.sha256;
}

async function readFileIfThere(file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const content = await readFile(file).catch(orUndefined);
  return content && new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
}

function orUndefined(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
