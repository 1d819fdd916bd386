import { DataError, TokenizerError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { bpeFromJSON, tokenizerFromJSON, tokenizerFromText } from "./from-json";
import { gpt1Tokenizer } from "./gpt1";
import { gpt2FromFiles } from "./gpt2-files";
import type { Merge } from "./merge-table";
import { trainBpe } from "./train";
import type { ByteBpe } from "./vocabulary";
import { wordTokenizer } from "./word";

const byteIds = Array.from({ length: 256 }, (_, byte) => 4 + byte);
const specials = { bos: 1, eos: 2, pad: 0, sep: 3 };
const bpe = (merges: Merge[], o: Partial<ByteBpe> = {}) => ({
  byteIds,
  kind: "bpe",
  merges,
  specials,
  vocabSize: 260 + merges.length,
  ...o,
});

const refused = (json: unknown) => {
  expect(() => tokenizerFromJSON(json)).toThrow(TokenizerError);
  return expect(() => tokenizerFromJSON(json));
};

describe("tokenizerFromJSON", () => {
  it.each([
    ["word", wordTokenizer(["a", "b"])],
    ["bpe", trainBpe(["the cat the cat"], { vocabSize: 270 })],
    ["gpt1", gpt1Tokenizer({ tokens: ["<unk>", "a", "b</w>", "ab</w>"], merges: [["a", "b</w>"]] })],
  ])("reads back %s with the same JSON text, keys in order", (kind, tokenizer) => {
    const saved = JSON.stringify(tokenizer.toJSON());
    const back = tokenizerFromJSON(JSON.parse(saved));
    expect([back.kind, JSON.stringify(back.toJSON())]).toEqual([kind, saved]);
    const keys = Object.keys(tokenizer.toJSON() as object);
    expect(keys).toEqual(keys.toSorted());
    expect(back.encode("ab the cat")).toEqual(tokenizer.encode("ab the cat"));
  });

  it.each([
    null,
    1,
    "x",
    [],
    {},
    { kind: "sentencepiece" },
    { kind: "bpe" },
    { kind: "word", words: [1], strict: true },
  ])("refuses %j", (json) => refused(json).toThrow(/toJSON/));

  it("refuses a merge of tokens that do not exist yet: a cycle or a gap", () => {
    refused(bpe([[260, 5, 260]])).toThrow(/merge 0 .*cycle/);
    refused(bpe([[261, 5, 260], [260, 5, 261]])).toThrow(/merge 0 .*cycle/); // prettier-ignore
  });

  it("refuses a special as a part", () => void refused(bpe([[0, 5, 260]])).toThrow(/merge 0/));

  it("refuses a pair or a token that comes twice", () => {
    refused(bpe([[5, 6, 260], [5, 6, 261]])).toThrow(/merge 1 .*new/); // prettier-ignore
    refused(bpe([[5, 6, 260], [6, 7, 261], [5, 261, 262], [260, 7, 263]])).toThrow(/merge 3 .*new/); // prettier-ignore
  });

  it("refuses ids out of range, used twice, or without a token", () => {
    refused(bpe([[5, 6, 261]])).toThrow(/expected an id in \[0, 261\), got 261/);
    refused(bpe([[5, 6, 7]])).toThrow(/an id of its own, got 7/);
    refused(bpe([], { vocabSize: 300 })).toThrow(/vocabSize: expected 260 .* got 300/);
    refused(bpe([], { byteIds: byteIds.slice(1) })).toThrow(/byteIds/);
    refused(bpe([], { specials: { ...specials, eos: 999 } })).toThrow(/specials: expected an id in/);
    refused(bpe([[-1, 5, 260]])).toThrow(/merges/);
  });

  it("refuses tokens that double to 2^n bytes, and a million merges, at once", () => {
    const bomb = Array.from({ length: 60 }, (_, k): Merge => [k ? 259 + k : 5, k ? 259 + k : 5, 260 + k]);
    refused(bpe(bomb)).toThrow(/1024 bytes/);
    const start = performance.now();
    refused(bpe(Array.from({ length: 1e6 }, (_, k): Merge => [5, 6, 260 + k]))).toThrow(/at most 500000/);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it("reads kinds of bytes only in bpeFromJSON", () => {
    expect(() => bpeFromJSON(wordTokenizer(["a"]).toJSON())).toThrow(TokenizerError);
  });
});

describe("gpt2FromFiles", () => {
  it.each([
    ["a value that is no id", { a: "x" }, ""],
    ["a negative id", { a: -1 }, ""],
    ["no object", null, ""],
    ["an encoder without the end of text", { a: 0 }, ""],
    ["a line of three", { "<|endoftext|>": 0 }, "a b c\n"],
    ["an empty line", { "<|endoftext|>": 0 }, "a b\n\nc d\n"],
    ["a pair twice", { "<|endoftext|>": 0 }, "#version: 0.2\na b\na b\n"],
    ["a pair that is no token", { "<|endoftext|>": 0, a: 1, b: 2 }, "a b\n"],
    ["a million merges", { "<|endoftext|>": 0 }, "a b\n".repeat(1e6)],
  ])("refuses %s", (_, encoder, merges) => {
    expect(() => gpt2FromFiles(encoder, merges)).toThrow(TokenizerError);
  });
});

describe("gpt1Tokenizer", () => {
  const tokens = ["<unk>", "a", "b", "b</w>", "ab", "ab</w>"];

  it("merges within a word and marks its end", () => {
    const gpt1 = gpt1Tokenizer({ tokens, merges: [["a", "b</w>"], ["a", "b"]] }); // prettier-ignore
    expect(gpt1.encode("AB abb z")).toEqual([5, 4, 3, 0]);
    expect(gpt1.decode([5, 4, 3])).toBe("ab abb");
  });

  it.each<[string, string[], [string, string][]]>([
    ["a token twice", ["a", "a"], []],
    ["a merge of unknown symbols", tokens, [["x", "y"]]],
    ["a merge before its parts", tokens, [["ab", "b"]]],
    ["a merge twice", tokens, [["a", "b"], ["a", "b"]]], // prettier-ignore
  ])("refuses %s", (_, list, merges) => {
    expect(() => gpt1Tokenizer({ tokens: list, merges })).toThrow(TokenizerError);
  });
});

it("reads the text of a saved tokenizer, and refuses a table longer than any before it is built", () => {
  const saved = trainBpe(["the theme of the thing"], { vocabSize: 264 });
  const again = tokenizerFromText(JSON.stringify(saved.toJSON()));
  expect(again.encode("the thing")).toEqual(saved.encode("the thing"));
  const long = `{"kind":"bpe","merges":[${"[5,6,260],".repeat(600_000)}[5,6,260]]}`;
  expect(() => tokenizerFromText(long)).toThrow(DataError);
  expect(() => tokenizerFromText(long)).toThrow(/at most 5000\d\d lists and objects/);
});
