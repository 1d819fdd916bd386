/** A stretch of a file that is parsed by itself: a line, or an element of a JSON array. `line` counts from 1. */
export type Piece = { line: number; text: string; terminated: boolean } | { line: number; reason: string };

export const MAX_PIECE_BYTES = 50 * 2 ** 20;

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Collects the bytes of one piece; beyond the limit it only counts, so that memory stays bounded. */
export class PieceBuffer {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  append(part: Uint8Array): void {
    this.#length += part.length;
    if (this.#length <= this.#maxBytes) this.#parts.push(part);
    else this.#parts = [];
  }

  /** The piece so far, and an empty buffer for the next. */
  take(line: number, { terminated }: { terminated: boolean }): Piece {
    const [parts, length] = [this.#parts, this.#length];
    this.#parts = [];
    this.#length = 0;
    if (length > this.#maxBytes) return { line, reason: `expected at most ${this.#maxBytes} bytes, got ${length}` };
    try {
      return { line, text: UTF8.decode(Buffer.concat(parts)), terminated };
    } catch {
      // the decoder's own message says nothing more
      return { line, reason: "expected UTF-8, got other bytes; convert the file" };
    }
  }
}

const BOM = [0xef, 0xbb, 0xbf];

/** Drops a UTF-8 byte order mark at the start. */
export async function* withoutBom(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of bytes) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < BOM.length) continue;
    yield dropBom(head);
    head = undefined;
  }
  if (head !== undefined && head.length > 0) yield head;
}

const dropBom = (head: Uint8Array) => (BOM.every((byte, i) => head[i] === byte) ? head.subarray(BOM.length) : head);
