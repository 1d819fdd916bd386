import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenizerFromJSON } from "./from-json";
import { trainBpe } from "./train";
import { TokenizerError } from "@rlhf/domain";

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

describe("tokenizerFromJSON, fuzzed", () => {
  const whole = JSON.stringify(tokenizer.toJSON());

  it("returns a tokenizer or a TokenizerError for a file with one value changed", () => {
    const broken = fc.tuple(fc.nat(whole.length - 1), fc.constantFrom("0", "9", "-1", "null", "[", '"a"', "", "1e99"));
    fc.assert(
      fc.property(broken, ([at, instead]) => readsOrRefuses(whole.slice(0, at) + instead + whole.slice(at + 1))),
      { numRuns: CASES / 10 },
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
