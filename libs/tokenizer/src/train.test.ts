import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bpeFromJSON } from "./from-json";
import type { Merge } from "./merge-table";
import { pieceEnd } from "./pieces";
import { trainBpe } from "./train";

/** Learns by counting every pair afresh before every merge. */
function learnSlowly(text: string, vocabSize: number): Merge[] {
  const bytes = new TextEncoder().encode(text);
  let pieces: number[][] = [];
  for (let start = 0; start < bytes.length;) {
    const end = pieceEnd(bytes, start);
    pieces.push(Array.from(bytes.subarray(start, end), (byte) => 4 + byte));
    start = end;
  }
  const spelled = (id: number, merges: Merge[]): string => {
    const merge = merges[id - 260];
    return merge === undefined ? String.fromCharCode(id - 4) : spelled(merge[0], merges) + spelled(merge[1], merges);
  };
  const merges: Merge[] = [];
  const refused = new Set<string>();
  while (260 + merges.length < vocabSize) {
    const counts = new Map<string, number>();
    for (const piece of pieces)
      piece.slice(1).forEach((right, i) => {
        const key = `${piece[i]} ${right}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      });
    const ranked = [...counts]
      .filter(([key, count]) => count >= 2 && !refused.has(key))
      .map(([key, count]) => [count, ...key.split(" ").map(Number)])
      .sort(([n = 0, a = 0, b = 0], [m = 0, c = 0, d = 0]) => m - n || a - c || b - d);
    const [, left = -1, right = -1] = ranked[0] ?? [];
    if (left < 0) return merges;
    const word = spelled(left, merges) + spelled(right, merges);
    refused.add(`${left} ${right}`);
    if (merges.some(([, , id]) => spelled(id, merges) === word)) continue;
    const result = 260 + merges.length;
    merges.push([left, right, result]);
    pieces = pieces.map((piece) => {
      const next: number[] = [];
      for (let i = 0; i < piece.length; i++) {
        const hit = piece[i] === left && piece[i + 1] === right;
        next.push(hit ? result : (piece[i] ?? -1));
        if (hit) i += 1;
      }
      return next;
    });
  }
  return merges;
}

const text = fc
  .array(fc.constantFrom("a", "b", "ab", "ba", "aa", " ", " c", "é"), { maxLength: 80 })
  .map((a) => a.join(""));
const mergesOf = (tokenizer: { toJSON(): unknown }) => (tokenizer.toJSON() as { merges: Merge[] }).merges;

describe("trainBpe", () => {
  it("learns the merges that counting afresh before every merge learns", () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 260, max: 300 }),
        (t, vocabSize) => void expect(mergesOf(trainBpe([t], { vocabSize }))).toEqual(learnSlowly(t, vocabSize)),
      ),
      { numRuns: 1000 },
    );
  });

  it("is deterministic, keeps to the vocabulary size, and survives JSON with the same text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), fc.integer({ min: 260, max: 290 }), (texts, vocabSize) => {
        const saved = JSON.stringify(trainBpe(texts, { vocabSize }).toJSON());
        expect(JSON.stringify(trainBpe(texts, { vocabSize }).toJSON())).toBe(saved);
        const back = bpeFromJSON(JSON.parse(saved));
        expect(back.vocabSize).toBeLessThanOrEqual(vocabSize);
        expect(JSON.stringify(back.toJSON())).toBe(saved);
      }),
      { numRuns: 1000 },
    );
  });

  it("reaches the size that was asked for when the text has the pairs", () => {
    const corpus = Array.from({ length: 500 }, (_, i) => `word${i} word${i}`).join(" ");
    expect(trainBpe([corpus], { vocabSize: 600 }).vocabSize).toBe(600);
  });

  it("learns nothing from no text, and still encodes everything", () => {
    const bytesOnly = trainBpe([], { vocabSize: 5000 });
    expect(bytesOnly.vocabSize).toBe(260);
    expect(bytesOnly.encode("é")).toEqual([4 + 0xc3, 4 + 0xa9]);
  });

  it("never learns a token across two texts, nor one of more than 1024 bytes", () => {
    expect(trainBpe(["a", "b", "a", "b"], { vocabSize: 300 }).vocabSize).toBe(260);
    expect(trainBpe(["a".repeat(100_000)], { vocabSize: 300 }).vocabSize).toBe(270); // 2, 4, … 1024
  });

  it.each([259, 260.5, NaN, 1e9])("refuses the vocabulary size %d", (vocabSize) => {
    expect(() => trainBpe(["a"], { vocabSize })).toThrow(/vocabSize: expected a whole number in \[260, /);
  });
});
