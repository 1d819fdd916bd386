import { symbolAt, WHITE } from "./unicode-class";

const SPACE = 0x20;
const APOSTROPHE = 0x27;

/**
 * End of the piece that starts at byte `start`: GPT-2's pattern
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` as one pass over the bytes, so a hostile
 * text cannot make it slow. `\s` is Unicode White_Space, as in the Python module GPT-2 was made with; JavaScript's `\s` is not.
 * @source openai/gpt-2, src/encoder.py
 */
export function pieceEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === APOSTROPHE) {
    const suffix = contraction(bytes[start + 1], bytes[start + 2]);
    if (suffix > 0) return start + 1 + suffix;
  }
  let at = start;
  let symbol = symbolAt(bytes, at);
  if (first === SPACE && start + 1 < bytes.length) {
    const next = symbolAt(bytes, start + 1);
    if ((next & 3) !== WHITE) [at, symbol] = [start + 1, next];
  }
  if ((symbol & 3) === WHITE) return whiteEnd(bytes, start);
  return runEnd(bytes, at + (symbol >> 2), symbol & 3);
}

/** Bytes after the apostrophe that form an English contraction, or 0. */
function contraction(a: number | undefined, b: number | undefined): number {
  if (a === 0x73 || a === 0x74 || a === 0x6d || a === 0x64) return 1; // 's 't 'm 'd
  if (b === 0x65 && (a === 0x72 || a === 0x76)) return 2; // 're 've
  return a === 0x6c && b === 0x6c ? 2 : 0; // 'll
}

function runEnd(bytes: Uint8Array, from: number, kind: number): number {
  let at = from;
  while (at < bytes.length) {
    const symbol = symbolAt(bytes, at);
    if ((symbol & 3) !== kind) break;
    at += symbol >> 2;
  }
  return at;
}

/** A run of white space leaves its last symbol to the next piece, unless it ends the text or is that symbol alone. */
function whiteEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  let last = start;
  while (at < bytes.length) {
    const symbol = symbolAt(bytes, at);
    if ((symbol & 3) !== WHITE) return last === start ? at : last;
    last = at;
    at += symbol >> 2;
  }
  return at;
}
