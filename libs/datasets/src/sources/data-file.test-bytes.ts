import fc from "fast-check";
import type { DataFile } from "./data-file";

/** Text or bytes as a data file, in chunks of `chunkSize` bytes, so that tests meet every boundary. */
export function fileOf(content: string | Uint8Array, chunkSize = 65_536): DataFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { name: "test.jsonl", bytes: chunks(bytes, chunkSize) };
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield await Promise.resolve(bytes.subarray(i, i + size));
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

const encode = (text: string) => new TextEncoder().encode(text);
const JSON_PARTS = [
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  ",",
  ":",
  "\n",
  '"prompt"',
  '"chosen"',
  "NaN",
  "\uFEFF",
  "1",
  "\r",
  "\0",
];

/** Bytes that may come as a data file: noise, any text, JSON, and shreds of JSON. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 200 }).map(encode),
  fc.json().map(encode),
  fc.array(fc.constantFrom(...JSON_PARTS)).map((parts) => encode(parts.join(""))),
);
