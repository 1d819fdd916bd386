import { TokenizerError } from "@rlhf/domain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenizerFromJSON } from "./from-json";
import { gpt2FromFiles } from "./gpt2-files";
import { trainBpe } from "./train";

const CASES = 100_000;
const tokenizer = trainBpe(["the cat sat on the mat; 東京 naïve 12 123 the cat's hat \n\n  ".repeat(9)], {
  vocabSize: 330,
});

describe("byte-level BPE, fuzzed", () => {
  it("decodes what it encoded, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (b) => {
        const back = tokenizer.decodeBytes(tokenizer.encodeBytes(b));
        if (back.length !== b.length || back.some((byte, i) => byte !== b[i])) throw new Error(`lost ${b.join()}`);
      }),
      { numRuns: CASES },
    );
  });

  it("decodes what it encoded, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (t) => tokenizer.decode(tokenizer.encode(t)) === t),
      { numRuns: CASES },
    );
  });
});

describe("gpt2FromFiles, fuzzed", () => {
  // GPT-2's order of bytes: 94 printable ASCII, 12 and 82 printable Latin-1, then the stand-ins from U+0100 on
  const symbols = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i + (i < 94 ? 33 : i < 106 ? 67 : 68)));
  const encoder = Object.fromEntries([...symbols, "th", "the", "<|endoftext|>"].map((token, id) => [token, id]));
  const merges = "#version: 0.2\nt h\nth e\n";

  it("reads the whole files", () => {
    expect(gpt2FromFiles(encoder, merges).encode("the")).toEqual([257]);
  });

  it("returns a tokenizer or a TokenizerError for merges with some characters changed, and the tokenizer is reversible", () => {
    const edits = fc.array(
      fc.tuple(fc.nat(merges.length - 1), fc.constantFrom("", "t", "h", "e", " ", "\n", "\r", "\0", "x y\n")),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(edits, (list) => {
        const torn = list.reduce((text, [at, instead]) => text.slice(0, at) + instead + text.slice(at + 1), merges);
        try {
          const read = gpt2FromFiles(encoder, torn);
          return read.decode(read.encode("the theme")) === "the theme";
        } catch (error) {
          return error instanceof TokenizerError;
        }
      }),
      { numRuns: CASES },
    );
  });
});

describe("tokenizerFromJSON, fuzzed", () => {
  const whole = JSON.stringify(tokenizer.toJSON());

  it("returns a tokenizer or a TokenizerError for a file with one value changed", () => {
    const broken = fc.tuple(fc.nat(whole.length - 1), fc.constantFrom("0", "9", "-1", "null", "[", '"a"', "", "1e99"));
    fc.assert(
      fc.property(broken, ([at, instead]) => readsOrRefuses(whole.slice(0, at) + instead + whole.slice(at + 1))),
      { numRuns: CASES },
    );
  });

  it("returns a tokenizer or a TokenizerError for any JSON", () => {
    const kinds = fc.constantFrom("word", "bpe", "gpt1", "gpt2");
    const json = fc.oneof(
      fc.jsonValue(),
      fc.record({ kind: kinds, words: fc.jsonValue(), strict: fc.boolean() }),
      fc.record({ kind: kinds, tokens: fc.array(fc.string()), merges: fc.array(fc.tuple(fc.string(), fc.string())) }),
    );
    fc.assert(
      fc.property(json, (value) => readsOrRefuses(JSON.stringify(value))),
      { numRuns: CASES },
    );
  });

  function readsOrRefuses(text: string): boolean {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return true; // not JSON: the reader of the file says so
    }
    try {
      return tokenizerFromJSON(json).vocabSize > 0;
    } catch (error) {
      expect(error).toBeInstanceOf(TokenizerError);
      return true;
    }
  }
});
