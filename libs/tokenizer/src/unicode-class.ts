/** The classes of GPT-2's pre-tokenisation pattern. OTHER also takes bytes that are not UTF-8. */
const OTHER = 0;
const LETTER = 1;
const NUMBER = 2;
export const WHITE = 3;

const MAX_CODE_POINT = 0x10ffff;

/** \p{L}, \p{N} and White_Space of the engine's Unicode version; letters assigned later than that count as OTHER. */
function classify(codePoint: number): number {
  const symbol = String.fromCodePoint(codePoint);
  if (/\p{L}/u.test(symbol)) return LETTER;
  if (/\p{N}/u.test(symbol)) return NUMBER;
  return /\p{White_Space}/u.test(symbol) ? WHITE : OTHER;
}

/** Symbols are packed as width in bytes * 4 + class, so that one table read serves the scanner. */
const ASCII = Uint8Array.from({ length: 128 }, (_, codePoint) => 4 + classify(codePoint));

let memo: Uint8Array | null = null; // class + 1 by code point; made when the first non-ASCII symbol comes

function classOf(codePoint: number): number {
  memo ??= new Uint8Array(MAX_CODE_POINT + 1);
  const known = memo[codePoint] ?? 0;
  if (known > 0) return known - 1;
  const found = classify(codePoint);
  memo[codePoint] = found + 1;
  return found;
}

/** Width and class (width * 4 + class) of the symbol at byte i; a byte that starts no valid UTF-8 is OTHER, one wide. */
export function symbolAt(bytes: Uint8Array, i: number): number {
  const first = bytes[i] ?? 0;
  if (first < 0x80) return ASCII[first] ?? 0;
  const width = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
  if (width === 1) return 4 + OTHER;
  let codePoint = first & (0x7f >> width);
  for (let k = 1; k < width; k++) {
    const next = bytes[i + k] ?? 0;
    if ((next & 0xc0) !== 0x80) return 4 + OTHER;
    codePoint = (codePoint << 6) | (next & 0x3f);
  }
  return isScalar(codePoint, width) ? width * 4 + classOf(codePoint) : 4 + OTHER;
}

/** False for overlong forms, surrogates and values beyond Unicode. */
function isScalar(codePoint: number, width: number): boolean {
  if (width === 3) return codePoint >= 0x800 && (codePoint < 0xd800 || codePoint > 0xdfff);
  return width === 2 || (codePoint >= 0x10000 && codePoint <= MAX_CODE_POINT);
}
