import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trainBpe } from "./train";

const CORPUS =
  "the cat sat on the mat; the other cat's hat isn't the cat's. 12 12 123 東京 東京 naïve naïve \n\n  ".repeat(5);
const tokenizer = trainBpe([CORPUS], { vocabSize: 400 });

const bytes = fc.uint8Array({ maxLength: 200 });
const familiar = fc
  .array(fc.constantFrom(...CORPUS.slice(0, 90), "the", " cat", "東京", "\u{1f680}"), { maxLength: 60 })
  .map((parts) => parts.join(""));
const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 100 }), familiar);

describe("byte-level BPE", () => {
  it("decodes what it encoded, for any text", () => {
    fc.assert(
      fc.property(anyText, (text) => void expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)),
      { numRuns: 2000 },
    );
  });

  it("decodes what it encoded, for any bytes, UTF-8 or not", () => {
    fc.assert(
      fc.property(bytes, (b) => void expect(tokenizer.decodeBytes(tokenizer.encodeBytes(b))).toEqual(b)),
      { numRuns: 2000 },
    );
  });

  it("gives text and its UTF-8 bytes the same ids, all inside the vocabulary and none a special", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const ids = tokenizer.encode(text);
        expect(tokenizer.encodeBytes(new TextEncoder().encode(text))).toEqual(ids);
        expect(ids.every((id) => id >= 4 && id < tokenizer.vocabSize)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("encodes the same with a full cache as with a fresh one", () => {
    const worn = trainBpe([CORPUS], { vocabSize: 400 });
    for (let i = 0; i < 80_000; i++) worn.encode(` w${i}`);
    expect(worn.encode(CORPUS)).toEqual(trainBpe([CORPUS], { vocabSize: 400 }).encode(CORPUS));
  });

  it("replaces a lone surrogate by U+FFFD", () => {
    expect(tokenizer.decode(tokenizer.encode("a\ud800b\udc00"))).toBe("a\ufffdb\ufffd");
  });

  it("keeps a byte order mark and NUL", () => {
    expect(tokenizer.decode(tokenizer.encode("\ufeffa\0b"))).toBe("\ufeffa\0b");
  });

  it("shows half a character as U+FFFD when an answer is cut inside it", () => {
    const [first] = tokenizer.encodeBytes(Uint8Array.of(0xe2));
    expect(tokenizer.decode([first ?? -1])).toBe("\ufffd");
  });

  it("leaves specials out of the text", () => {
    const { pad, bos, eos, sep } = tokenizer.specials;
    expect(tokenizer.decode([bos, ...tokenizer.encode("the cat"), sep, eos, pad])).toBe("the cat");
  });

  it.each([-1, 400, 1.5, NaN])("refuses the id %d", (id) => {
    expect(() => tokenizer.decode([id])).toThrow(/expected whole ids in \[0, \d+\), got/);
  });

  it.each(["a", "ab", " ", "'", "é", "\u3000", "the"])("encodes a megabyte of %j in time", (unit) => {
    const text = unit.repeat(Math.floor(1e6 / unit.length));
    const start = performance.now();
    expect(tokenizer.decode(tokenizer.encode(text)) === text).toBe(true);
    expect(performance.now() - start).toBeLessThan(10_000); // a quadratic merge takes minutes
  });
});
