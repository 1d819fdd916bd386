import { existsSync, readFileSync } from "node:fs";
import { TokenizerError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { bpeFromJSON, tokenizerFromJSON } from "./from-json";
import { gpt1FromFiles } from "./gpt1";
import { gpt2FromFiles } from "./gpt2-files";
import hugging from "../golden/hugging_face.json" with { type: "json" };

const shared = (path: string) => new URL(`../../../../shared/data/${path}`, import.meta.url);
const text = (path: string) => readFileSync(shared(path), "utf8");
const json = (path: string): unknown => JSON.parse(text(path));
const absent = !existsSync(shared("gpt2-bpe/encoder.json")) || !existsSync(shared("gpt1-bpe/vocab_40000.bpe"));
if (absent) console.warn("skipped: ../shared/data/gpt2-bpe and gpt1-bpe are not beside this checkout");

type Golden = { vocab: number; endoftext: number; cases: { text: string; ids: number[] }[] };

describe.skipIf(absent)("GPT-2's vocabulary", () => {
  const gpt2 = absent ? null : gpt2FromFiles(json("gpt2-bpe/encoder.json"), text("gpt2-bpe/vocab.bpe"));

  it("gives the ids of the golden file, and its text back", () => {
    const golden = json("golden/gpt2_bpe.json") as Golden;
    expect([gpt2?.vocabSize, gpt2?.specials.eos]).toEqual([golden.vocab, golden.endoftext]);
    for (const c of golden.cases) {
      expect(gpt2?.encode(c.text)).toEqual(c.ids);
      expect(gpt2?.decode(c.ids)).toBe(c.text);
    }
  });

  it("gives the ids of Hugging Face tokenizers on awkward text", () => {
    for (const c of hugging.cases) expect([c.text, gpt2?.encode(c.text)]).toEqual([c.text, c.gpt2]);
  });

  it("never reads <|endoftext|> in a text as the special", () => {
    expect(gpt2?.encode("a<|endoftext|>")).not.toContain(50256);
    expect(gpt2?.decode(gpt2.encode("a<|endoftext|>"))).toBe("a<|endoftext|>");
  });

  it("is the same after toJSON and back", () => {
    const back = bpeFromJSON(JSON.parse(JSON.stringify(gpt2?.toJSON())));
    expect(JSON.stringify(back.toJSON())).toBe(JSON.stringify(gpt2?.toJSON()));
    for (const c of hugging.cases) expect(back.encode(c.text)).toEqual(c.gpt2);
  });

  it("refuses files that do not belong together", () => {
    const tiny = json("tiny-gpt2-safetensors/vocab.json");
    expect(() => gpt2FromFiles(tiny, text("gpt2-bpe/vocab.bpe"))).toThrow(TokenizerError);
    expect(() => gpt2FromFiles(json("gpt2-bpe/encoder.json"), text("gpt1-bpe/vocab_40000.bpe"))).toThrow(
      TokenizerError,
    );
  });
});

describe.skipIf(absent)("GPT-1's vocabulary", () => {
  const gpt1 = absent ? null : gpt1FromFiles(json("gpt1-bpe/encoder_bpe_40000.json"), text("gpt1-bpe/vocab_40000.bpe"));

  it("gives the ids of transformers (without spaCy and ftfy) on awkward text", () => {
    for (const c of hugging.cases) expect([c.text, gpt1?.encode(c.text)]).toEqual([c.text, c.gpt1]);
  });

  it("decodes to the lower-cased words with a space between", () => {
    expect(gpt1?.decode(gpt1.encode("Hello, World!\nI'm naïve."))).toBe("hello , world ! i ' m naive .");
  });

  it("puts its three specials after the 40,478 tokens, and decodes them to nothing", () => {
    expect(gpt1?.vocabSize).toBe(40_481);
    expect(gpt1?.decode([40_478, ...(gpt1.encode("yes") ?? []), 40_480])).toBe("yes");
    expect(() => gpt1?.decode([40_481])).toThrow(TokenizerError);
  });

  it("is the same after toJSON and back", () => {
    const back = tokenizerFromJSON(JSON.parse(JSON.stringify(gpt1?.toJSON())));
    expect(JSON.stringify(back.toJSON())).toBe(JSON.stringify(gpt1?.toJSON()));
  });
});
