import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pieceEnd } from "./pieces";

const W = "\\p{White_Space}";
const PATTERN = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${W}\\p{L}\\p{N}]+|${W}+(?![^${W}])|${W}+`,
  "gu",
);

function pieces(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const found: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = pieceEnd(bytes, start);
    found.push(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(start, end)));
    start = end;
  }
  return found;
}

const atoms = [
  "'s",
  "'re",
  "'l",
  "'",
  " ",
  "  ",
  "\n",
  "\t",
  "a",
  "Z",
  "é",
  "7",
  "²",
  "!",
  "\u00a0",
  "\u3000",
  "\ufeff",
  "\x1c",
  "\x85",
  "🚀",
  "東",
];

describe("pieceEnd", () => {
  it("splits as GPT-2's pattern does, with White_Space for \\s", () => {
    const text = fc.oneof(
      fc.array(fc.constantFrom(...atoms), { maxLength: 20 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary", maxLength: 30 }),
    );
    fc.assert(
      fc.property(text, (t) => void expect(pieces(t)).toEqual(t.match(PATTERN) ?? [])),
      { numRuns: 3000 },
    );
  });

  it("differs from JavaScript's \\s where Unicode does: U+0085 is white, U+FEFF and U+001C are not", () => {
    expect(pieces("a\u0085\u0085b")).toEqual(["a", "\u0085", "\u0085", "b"]);
    expect(pieces("a \ufeff\x1cb")).toEqual(["a", " \ufeff\x1c", "b"]);
  });

  it("takes bytes that are not UTF-8 as symbols of their own", () => {
    expect(pieceEnd(Uint8Array.of(0xff, 0xc0, 0x80, 0x41), 0)).toBe(3);
    expect(pieceEnd(Uint8Array.of(0x41, 0xed, 0xa0, 0x80), 0)).toBe(1); // an encoded surrogate is not a letter
    expect(pieceEnd(Uint8Array.of(0xe6, 0x9d), 0)).toBe(2); // torn at the end
  });
});
