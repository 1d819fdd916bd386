const MAX_PIECE_BYTES = 64;
const MAX_PIECES = 1 << 16; // then the cache starts afresh: memory stays bounded whatever the text
const MAX_PROBES = 32; // a text made to collide is encoded without the cache instead of slowly

type Range = { start: number; end: number };

/** Remembers the ids of pieces by their bytes: open addressing over byte slices, no string is made. */
export class PieceCache {
  readonly #encode: (piece: Uint8Array) => number[];
  #starts = new Int32Array(0); // per slot: where the piece's bytes start in #bytes, or -1
  #lengths = new Uint8Array(0);
  #hashes = new Int32Array(0);
  #ids: (readonly number[])[] = [];
  #bytes = new Uint8Array(0);
  #used = 0;
  #pieces = 0;

  constructor(encode: (piece: Uint8Array) => number[]) {
    this.#encode = encode;
    this.#clear(1 << 10);
  }

  /** Appends the ids of bytes[start, end) to `out`. */
  append(out: number[], bytes: Uint8Array, range: Range): void {
    for (const id of this.#idsOf(bytes, range)) out.push(id);
  }

  #idsOf(bytes: Uint8Array, range: Range): readonly number[] {
    const { start, end } = range;
    const length = end - start;
    if (length > MAX_PIECE_BYTES) return this.#encode(bytes.subarray(start, end));
    let hash = 0x811c9dc5 | 0; // FNV-1a
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
    const mask = this.#starts.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++, slot = (slot + 1) & mask) {
      const at = this.#starts[slot] ?? -1;
      if (at < 0) return this.#remember(bytes.subarray(start, end), { slot, hash });
      if (this.#hashes[slot] === hash && this.#lengths[slot] === length && this.#same(at, bytes, range))
        return this.#ids[slot] ?? [];
    }
    return this.#encode(bytes.subarray(start, end));
  }

  #same(at: number, bytes: Uint8Array, { start, end }: Range): boolean {
    const stored = this.#bytes;
    const shift = at - start;
    for (let i = start; i < end; i++) if (stored[i + shift] !== bytes[i]) return false;
    return true;
  }

  #remember(piece: Uint8Array, place: { slot: number; hash: number }): readonly number[] {
    const ids = this.#encode(piece);
    if (this.#pieces * 2 >= this.#starts.length) {
      this.#clear(this.#pieces >= MAX_PIECES ? 1 << 10 : this.#starts.length * 4);
      return ids; // the slot is gone; the piece is remembered when it comes again
    }
    if (this.#used + piece.length > this.#bytes.length) this.#bytes = grown(this.#bytes);
    this.#bytes.set(piece, this.#used);
    this.#starts[place.slot] = this.#used;
    this.#lengths[place.slot] = piece.length;
    this.#hashes[place.slot] = place.hash;
    this.#ids[place.slot] = ids;
    this.#used += piece.length;
    this.#pieces += 1;
    return ids;
  }

  #clear(slots: number): void {
    this.#starts = new Int32Array(slots).fill(-1);
    this.#lengths = new Uint8Array(slots);
    this.#hashes = new Int32Array(slots);
    this.#ids = Array.from({ length: slots }, () => NONE);
    this.#bytes = new Uint8Array(slots * 8);
    this.#used = 0;
    this.#pieces = 0;
  }
}

const NONE: readonly number[] = [];

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
