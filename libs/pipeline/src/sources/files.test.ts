import { DataError, LoopConfig, parseConfig } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesSource } from "./files";
import { openSource } from "./open-source";
import type { Source } from "./source";

let folder: string;
let source: Source;

const configOf = (data: Record<string, unknown>, changes: Record<string, unknown> = {}) =>
  parseConfig(LoopConfig, { data, tokenizer: { kind: "bpe", vocabSize: 300 }, ...changes }, "test");
const write = (name: string, rows: readonly object[]) => {
  writeFileSync(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return join(folder, name);
};
const comparisons = Array.from({ length: 80 }, (_, i) => {
  return { prompt: `ask ${i} ?`, chosen: ` yes ${i}`, rejected: ` no ${i}` };
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rlhf-source-"));
  const twice = [...comparisons, ...comparisons.slice(0, 5)];
  source = await filesSource(configOf({ comparisons: [write("pairs.jsonl", twice)], maxPromptTokens: 20 }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a source of files", () => {
  it("takes every prompt and preference once, in the order of the file", () => {
    expect(source.prompts.map((p) => p.text)).toEqual(comparisons.map((c) => c.prompt));
    expect(source.given?.map(({ prompt, chosen, rejected }) => ({ prompt: prompt.text, chosen, rejected }))).toEqual(
      comparisons,
    );
    expect(source.truth).toBeNull();
  });

  it("splits by prompt, the same at every reading", async () => {
    const count = (split: string) => source.prompts.filter((p) => p.split === split).length;
    expect(count("train")).toBeGreaterThan(40);
    expect(count("val")).toBeGreaterThan(0);
    expect(count("test")).toBeGreaterThan(4);
    const again = await filesSource(configOf({ comparisons: [join(folder, "pairs.jsonl")], maxPromptTokens: 20 }));
    expect(again.prompts).toEqual(source.prompts);
  });

  it("trains on the chosen answers to train prompts, and measures on the others", () => {
    const texts = (rows: { tokens: number[] }[]) => new Set(rows.map((r) => source.tokenizer.decode(r.tokens)));
    const trained = texts(source.writing("sft", { tokens: 3_000, seed: 1 }));
    const held = texts(source.heldout().rows);
    const expected = (isTrain: boolean) =>
      comparisons.filter((_, i) => (source.prompts[i]?.split === "train") === isTrain).map((c) => c.prompt + c.chosen);
    expect([...trained].sort()).toEqual(expected(true).sort());
    expect([...held].sort()).toEqual(expected(false).sort());
  });

  it("repeats its rows in new orders until the tokens are reached, as the seed says", () => {
    const rows = source.writing("pretrain", { tokens: 5_000, seed: 1 });
    const count = rows.reduce((sum, r) => sum + r.tokens.length, 0);
    expect(count).toBeGreaterThanOrEqual(5_000);
    expect(count - (rows.at(-1)?.tokens.length ?? 0)).toBeLessThan(5_000);
    expect(source.writing("pretrain", { tokens: 5_000, seed: 1 })).toEqual(rows);
    expect(source.writing("pretrain", { tokens: 5_000, seed: 2 })).not.toEqual(rows);
  });

  it("keeps the last tokens of a prompt that is longer than asked for", async () => {
    const rows = [...comparisons, { prompt: `${"long ".repeat(40)}end`, chosen: "a", rejected: "b" }];
    const long = await filesSource(configOf({ comparisons: [write("long.jsonl", rows)], maxPromptTokens: 10 }));
    const query = long.prompts.at(-1)?.tokens ?? [];
    expect(query).toHaveLength(12);
    expect(long.tokenizer.decode(query)).toMatch(/end$/);
  });

  it("prefers demonstrations to chosen answers, and pre-trains on text as well", async () => {
    const demonstrations = [
      write(
        "demo.jsonl",
        comparisons.map(({ prompt }) => ({ prompt, completion: " shown" })),
      ),
    ];
    writeFileSync(join(folder, "text.txt"), "once upon a time there was a harbor\n\nand a market\n");
    const config = configOf({
      comparisons: [join(folder, "pairs.jsonl")],
      demonstrations,
      text: [join(folder, "text.txt")],
      maxPromptTokens: 20,
    });
    const both = await filesSource(config);
    const decoded = (stage: "pretrain" | "sft") =>
      both.writing(stage, { tokens: 3_000, seed: 1 }).map((r) => both.tokenizer.decode(r.tokens));
    expect(decoded("sft").every((text) => text.endsWith(" shown"))).toBe(true);
    expect(decoded("pretrain").some((text) => text.includes("harbor"))).toBe(true);
  });

  it("asks only prompts of the split, and says so when there are none", async () => {
    const rng = new Philox({ seed: 1, purpose: "test" });
    expect(Array.from({ length: 20 }, () => source.ask(rng, "test").split)).toEqual(Array(20).fill("test"));
    const one = configOf({ comparisons: [write("one.jsonl", comparisons.slice(0, 1))], maxPromptTokens: 20 });
    await expect(openSource(one)).rejects.toThrow(DataError);
    expect((await openSource(one, { use: "reading" })).prompts).toHaveLength(1);
  });
});
