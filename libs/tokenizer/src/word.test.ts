import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WORD_SPECIALS, wordTokenizer } from "./word";

const WORDS = ["harbor", "market", ".", "the", "was"];
const tokenizer = wordTokenizer(WORDS);

describe("wordTokenizer", () => {
  it("gives the specials the ids 0 to 7 and the words the ids from 8 on", () => {
    expect(tokenizer.encode("harbor market .")).toEqual([8, 9, 10]);
    expect([tokenizer.vocabSize, tokenizer.specials]).toEqual([13, { pad: 0, bos: 1, eos: 2, sep: 3 }]);
  });

  it("takes a list that starts with the specials as it is", () => {
    expect(wordTokenizer([...WORD_SPECIALS, ...WORDS]).toJSON()).toEqual(tokenizer.toJSON());
  });

  it("decodes what it encoded, up to white space", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...WORDS)),
        fc.constantFrom(" ", "\n", " \t "),
        (words, gap) => void expect(tokenizer.decode(tokenizer.encode(` ${words.join(gap)}\n`))).toBe(words.join(" ")),
      ),
      { numRuns: 1000 },
    );
  });

  it("gives an unknown word, and the name of a special, the id of <unk>", () => {
    expect(tokenizer.encode("harbour <eos>")).toEqual([4, 4]);
  });

  it("names the nearest word when strict", () => {
    const strict = wordTokenizer(WORDS, { strict: true });
    expect(() => strict.encode("the harbour")).toThrow('got "harbour"; did you mean "harbor"?');
    expect(() => strict.encode("zzzzzzzz")).toThrow(/use a word of the vocabulary/);
  });

  it("leaves specials out when it decodes", () => {
    expect(tokenizer.decode([1, 8, 3, 11, 2, 0])).toBe("harbor the");
  });

  it.each([[["a", "a"]], [["a b"]], [[""]], [["<eos>"]]])("refuses the vocabulary %j", (words) => {
    expect(() => wordTokenizer(words)).toThrow(/expected a new word without white space/);
  });

  it.each([13, -1, 0.5])("refuses the id %d", (id) => {
    expect(() => tokenizer.decode([id])).toThrow(/\[0, 13\)/);
  });
});
