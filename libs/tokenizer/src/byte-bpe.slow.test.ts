import fc from "fast-check";
import { describe, it } from "vitest";
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
