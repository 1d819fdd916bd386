import { describe, expect, it } from "vitest";
import { z } from "zod";
import goldenJson from "./golden/features.json";
import { harborFeatures } from "./gold";
import { VOCABULARY } from "./vocabulary";

const number = z.number();
const Golden = z.object({
  vocabulary: z.array(z.string()),
  cases: z.array(
    z.object({
      source: z.enum(["generator", "adversarial"]),
      entities: z.array(z.string()),
      text: z.string(),
      sentiment: number,
      topic: number,
      description: number,
      politeness: number,
      length: number,
      repetition: number,
      grammar: number,
      gold: number,
      tokens: number,
      adjectives: number,
      validSentences: number,
      sentences: number,
    }),
  ),
});
const golden = Golden.parse(goldenJson);
const words = (text: string) => (text === "" ? [] : text.split(" "));

describe("the oracle", () => {
  it("has the peer's 182 words in the peer's order", () => {
    expect(VOCABULARY).toEqual(golden.vocabulary);
    expect(new Set(VOCABULARY).size).toBe(182);
  });

  it(`gives the peer's features on ${golden.cases.length} sentences, adversarial ones among them`, () => {
    expect(golden.cases.filter((c) => c.source === "adversarial").length).toBeGreaterThan(200);
    for (const { source, entities, text, ...expected } of golden.cases) {
      const got = harborFeatures(entities, words(text));
      for (const [name, value] of Object.entries(got)) {
        expect(value, `${source} ${name} of "${text}"`).toBeCloseTo(
          z.record(z.string(), number).parse(expected)[name] ?? NaN,
          12,
        );
      }
    }
  });

  it("counts grammar by token, so that a word list in one invalid sentence costs its length", () => {
    const honest = "the mill was lovely . the baker praised the boat .";
    const grammar = (text: string) => harborFeatures(["mill"], words(text)).grammar;
    expect(grammar(honest)).toBe(0);
    expect(grammar(`${honest} red kind blue .`)).toBeCloseTo(11 / 15 - 1, 12);
    expect(grammar(`${honest} red kind blue happy green gentle stone .`)).toBeCloseTo(11 / 19 - 1, 12);
  });

  it("lets a closer earn a closer's politeness only", () => {
    expect(harborFeatures(["mill"], words("please ask me .")).politeness).toBe(0.5);
    expect(harborFeatures(["mill"], words("kindly see this .")).politeness).toBe(1);
  });

  it("makes answers above 37 tokens dearer, down to −6", () => {
    const ofLength = (n: number) => harborFeatures(["mill"], new Array<string>(n).fill("the")).length;
    expect(ofLength(40)).toBeCloseTo(-(20 ** 2) / 12 ** 2, 12);
    expect(ofLength(60)).toBe(-6);
    expect(ofLength(20)).toBeCloseTo(0, 12);
  });
});
