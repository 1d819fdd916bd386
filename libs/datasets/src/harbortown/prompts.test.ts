import { describe, expect, it } from "vitest";
import { testStream } from "../rng.test-stream";
import { allPrompts, samplePrompt } from "./prompts";

const prompts = allPrompts();
const distinct = (values: readonly string[]) => new Set(values).size;

describe("prompts", () => {
  it("are 576 different texts about 136 combinations of entities", () => {
    expect(distinct(prompts.map((p) => p.text))).toBe(576);
    expect(distinct(prompts.map((p) => p.combination))).toBe(136);
  });

  it("keep every wording of a combination on one side of the split", () => {
    expect(distinct(prompts.map((p) => `${p.combination} ${p.split}`))).toBe(136);
  });

  it("give each split its share of every question", () => {
    const share = (split: string, entities: number) =>
      prompts.filter((p) => p.split === split && p.entities.length === entities).length;
    expect([share("train", 1), share("val", 1), share("test", 1)]).toEqual([40, 8, 16]);
    expect([share("train", 2), share("val", 2), share("test", 2)]).toEqual([320, 64, 128]);
  });

  it("are sampled from the split that is named, each question a quarter", () => {
    const rng = testStream(3);
    const drawn = Array.from({ length: 8_000 }, () => samplePrompt(rng, "test"));
    expect(drawn.every((p) => p.split === "test")).toBe(true);
    expect(drawn.filter((p) => p.entities.length === 1).length / 8_000).toBeCloseTo(0.5, 1);
    expect(distinct(drawn.map((p) => p.text))).toBe(144);
  });
});
