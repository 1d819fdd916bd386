import { wordTokenizer } from "@rlhf/tokenizer";
import { describe, expect, it } from "vitest";
import { harbortown } from "./harbortown/world";
import { testStream } from "./rng.test-stream";
import { languageModelRow, pairRow, queryTokens, textRows } from "./rows";

const tokenizer = wordTokenizer(harbortown.vocabulary);
const { bos, eos, sep } = tokenizer.specials;
const ids = (text: string) => tokenizer.encode(text);

describe("rows", () => {
  it("are [bos, prompt, sep, response, eos] with the prompt's length", () => {
    const row = languageModelRow(tokenizer, { prompt: "mill mill : tell me .", response: "bah !" }, { nCtx: 64 });
    expect(row).toEqual({
      tokens: [bos, ...ids("mill mill : tell me ."), sep, ...ids("bah !"), eos],
      promptLength: 8,
    });
  });

  it("give a world's document one token per word, and its words back", () => {
    const rng = testStream(1);
    for (let i = 0; i < 200; i++) {
      const { prompt, responseWords } = harbortown.document(rng, "expert");
      const row = languageModelRow(tokenizer, { prompt: prompt.text, response: responseWords.join(" ") }, { nCtx: 99 });
      expect(row.tokens.length).toBe(prompt.words.length + responseWords.length + 3);
      expect(tokenizer.decode(row.tokens.slice(row.promptLength)).split(" ")).toEqual(responseWords);
    }
  });

  it("are cut at the context", () => {
    const row = languageModelRow(tokenizer, { prompt: "mill", response: "very ".repeat(50).trim() }, { nCtx: 16 });
    expect(row.tokens.length).toBe(16);
    expect(row.tokens).not.toContain(eos);
  });

  it("keep the last tokens of a long prompt when told to, and refuse it otherwise", () => {
    const prompt = "mill tower bridge river";
    expect(queryTokens(tokenizer, prompt, { nCtx: 64, maxPromptTokens: 2 })).toEqual([
      bos,
      ...ids("bridge river"),
      sep,
    ]);
    expect(() => queryTokens(tokenizer, prompt, { nCtx: 6 })).toThrow(/at most 3 tokens \(context 6\), got 4/);
    expect(queryTokens(tokenizer, prompt, { nCtx: 7 })).toHaveLength(6);
  });

  it("of a comparison share their prompt", () => {
    const pair = pairRow(tokenizer, { prompt: "mill", chosen: "welcome", rejected: "bah !" }, { nCtx: 64 });
    expect(pair.promptLength).toBe(3);
    expect(pair.chosen.slice(0, 3)).toEqual(pair.rejected.slice(0, 3));
    expect([pair.chosen.length, pair.rejected.length]).toEqual([5, 6]);
  });

  it("of running text hold every token once, and one eos at the end", () => {
    const text = "the mill was lovely . the bridge was tall .";
    const rows = textRows(tokenizer, text, { nCtx: 5 });
    expect(rows.every((r) => r.tokens[0] === bos && r.tokens.length <= 5 && r.promptLength === 1)).toBe(true);
    expect(rows.flatMap((r) => r.tokens.slice(1))).toEqual([...ids(text), eos]);
  });
});
