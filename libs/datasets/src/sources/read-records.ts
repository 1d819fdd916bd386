import { DataError } from "@rlhf/domain";
import type { DataFile } from "./data-file";
import { readArrayElements } from "./json-array";
import { parseJsonObject } from "./json-object";
import { readLines } from "./lines";
import { PARSERS } from "./parse-record";
import type { Piece } from "./pieces";
import { contentSha256, type DataRecord, type RecordKind, type RecordOf } from "./records";

/** What became of one row. `sha256` names its content, so an import that runs twice adds nothing. */
export type ReadEvent<T> =
  | { kind: "record"; line: number; sha256: string; record: T }
  | { kind: "duplicate"; line: number; sha256: string }
  | { kind: "refused"; line: number; reason: string };

/** `seen`: hashes of the rows already stored; the reader adds to it. */
export type ReadOptions = { seen?: Set<string>; maxLineBytes?: number };

/**
 * The records of a JSONL file, or of a file that is one JSON array, one at a time. A bad row is refused with its line
 * and reason; the rest is read.
 * @throws DataError if the file holds no row at all or cannot be opened.
 */
export async function* readRecords<K extends RecordKind>(
  file: DataFile,
  kind: K,
  { seen = new Set(), maxLineBytes }: ReadOptions = {},
): AsyncGenerator<ReadEvent<RecordOf[K]>> {
  let rows = 0;
  for await (const piece of readPieces(file.bytes, maxLineBytes)) {
    if ("text" in piece && piece.text.trim() === "") continue;
    rows++;
    yield readEvent(piece, (text) => PARSERS[kind](parseJsonObject(text)), seen);
  }
  if (rows === 0) throw new DataError(`${file.name}: expected at least one row, got an empty file`);
}

/** One piece as an event; a row whose content was seen before is a duplicate. */
export function readEvent<T extends DataRecord>(
  piece: Piece,
  parse: (text: string) => T,
  seen: Set<string>,
): ReadEvent<T> {
  const { line } = piece;
  if ("reason" in piece) return { kind: "refused", line, reason: piece.reason };
  try {
    const record = parse(piece.text);
    const sha256 = contentSha256(record);
    if (seen.has(sha256)) return { kind: "duplicate", line, sha256 };
    seen.add(sha256);
    return { kind: "record", line, sha256, record };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const torn = piece.terminated ? "" : " (the last line has no end: is the file cut off?)";
    return { kind: "refused", line, reason: error.message + torn };
  }
}

/** Every record, in order. @throws DataError naming file and line of the first row that is refused. */
export async function collectRecords<T>(file: { name: string }, events: AsyncIterable<ReadEvent<T>>): Promise<T[]> {
  const records: T[] = [];
  for await (const event of events) {
    if (event.kind === "refused") throw new DataError(`${file.name}:${event.line}: ${event.reason}`);
    if (event.kind === "record") records.push(event.record);
  }
  return records;
}

const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]); // white space and the byte order mark
const LIST = 0x5b; // [

/** Lines, or elements if the first character of the file is "[". */
export async function* readPieces(bytes: AsyncIterable<Uint8Array>, maxBytes?: number): AsyncGenerator<Piece> {
  const iterator = bytes[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let first: number | undefined;
  while (first === undefined) {
    const next = await iterator.next();
    if (next.done === true) break;
    head.push(next.value);
    first = next.value.find((byte) => !SPACES.has(byte));
  }
  const whole = resume(head, iterator);
  yield* first === LIST
    ? readArrayElements(whole, { maxElementBytes: maxBytes })
    : readLines(whole, { maxLineBytes: maxBytes });
}

export async function* resume(head: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.(); // a caller that stops early closes the file
  }
}
