import { canonicalJson } from "@rlhf/domain";
import { createHash } from "node:crypto";

export const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");

/** One hash for equal JSON, whatever the order of its keys. */
export const jsonSha256 = (value: unknown): string => sha256Hex(canonicalJson(value));

/** Text as Postgres can keep it: a NUL or half a surrogate pair, which sampled bytes may decode to, becomes U+FFFD. */
export const storableText = (text: string): string =>
  Buffer.from(text.replaceAll("\u0000", "\uFFFD"), "utf8").toString("utf8");

/** Float32 values as the little-endian bytes that the database keeps. */
export const floatBytes = (values: Float32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** The inverse of floatBytes; copies, because a driver's buffer need not be aligned. */
export function bytesToFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** Rows in portions small enough for one statement. */
export function* portions<T>(rows: readonly T[], size = 2_000): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}
