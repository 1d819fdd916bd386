import { LoopConfig, parseConfig } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { describe, expect, it } from "vitest";
import { harbortownSource } from "./harbortown";

const { world, model } = parseConfig(LoopConfig, { world: { kind: "harbortown", heldoutTokens: 2_000 } }, "test");
if (!world) throw new Error("expected a world");
const source = harbortownSource(world, model);
const { bos, sep, eos } = source.tokenizer.specials;
const rng = () => new Philox({ seed: 1, purpose: "test" });

describe("the source of Harbortown", () => {
  it("splits prompts by what they are about: no combination stands on two sides", () => {
    const splits = new Map<string, Set<string>>();
    for (const p of source.prompts) splits.set(p.cluster, (splits.get(p.cluster) ?? new Set()).add(p.split));
    expect([...splits.values()].every((s) => s.size === 1)).toBe(true);
    expect(new Set(source.prompts.map((p) => p.split))).toEqual(new Set(["train", "val", "test"]));
    expect(new Set(source.prompts.map((p) => p.tokens.join(" "))).size).toBe(source.prompts.length);
  });

  it("asks queries [bos, prompt, sep] of the split it was told", () => {
    const draws = rng();
    for (let i = 0; i < 50; i++) {
      const { tokens, text, split } = source.ask(draws, "val");
      expect(split).toBe("val");
      expect([tokens[0], tokens.at(-1)]).toEqual([bos, sep]);
      expect(source.tokenizer.decode(tokens.slice(1, -1))).toBe(text);
    }
  });

  it("writes rows until the tokens are reached, the same for the same seed, and demonstrations on train prompts only", () => {
    const trained = new Set(source.prompts.filter((p) => p.split === "train").map((p) => p.tokens.join(" ")));
    for (const stage of ["pretrain", "sft"] as const) {
      const rows = source.writing(stage, { tokens: 4_000, seed: 3 });
      const count = rows.reduce((sum, r) => sum + r.tokens.length, 0);
      expect(count).toBeGreaterThanOrEqual(4_000);
      expect(count - (rows.at(-1)?.tokens.length ?? 0)).toBeLessThan(4_000);
      expect(source.writing(stage, { tokens: 4_000, seed: 3 })).toEqual(rows);
      expect(source.writing(stage, { tokens: 4_000, seed: 4 })).not.toEqual(rows);
      const isTrained = rows.map((r) => trained.has(r.tokens.slice(0, r.promptLength).join(" ")));
      expect(isTrained.every(Boolean)).toBe(stage === "sft");
    }
  });

  it("holds out the same text for every seed, with a floor below any model's reach", () => {
    const { rows, floor } = source.heldout();
    expect(source.heldout()).toEqual({ rows, floor });
    expect(floor).toBeGreaterThan(1);
    expect(floor).toBeLessThan(1.6);
  });

  it("knows the truth: an expert's answer is better than a word repeated, and all its sentences are valid", () => {
    const [demonstration] = source.writing("sft", { tokens: 1, seed: 5 });
    const query = demonstration?.tokens.slice(0, demonstration.promptLength).join(" ");
    const prompt = source.prompts.find((p) => p.tokens.join(" ") === query);
    if (!demonstration || !prompt || !source.truth) throw new Error("expected a demonstration on a known prompt");
    const answer = demonstration.tokens.slice(demonstration.promptLength);
    const good = source.truth(prompt, answer);
    const bad = source.truth(prompt, [...Array.from({ length: 12 }, () => answer[0] ?? 0), eos]);
    expect(good.validSentences).toBe(good.sentences);
    expect(good.sentences).toBeGreaterThan(0);
    expect(good.gold).toBeGreaterThan(bad.gold + 1);
  });
});
