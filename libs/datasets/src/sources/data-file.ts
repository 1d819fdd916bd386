import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { DataError } from "@rlhf/domain";

/** Bytes from outside with the name that error messages give them. */
export type DataFile = { name: string; bytes: AsyncIterable<Uint8Array> };

/** A file on disk, read as it is asked for. The first read throws DataError if it cannot be opened. */
export function openDataFile(path: string): DataFile {
  return { name: basename(path), bytes: readBytes(path) };
}

async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError("expected a stream of bytes");
      yield chunk;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`expected a readable file, got ${reason}; check the path`, { cause });
  }
}
