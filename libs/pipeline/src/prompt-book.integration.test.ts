import { ensureProject } from "@rlhf/db";
import { DataError } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPromptBook, type PromptBook } from "./prompt-book";
import { openSource } from "./sources/open-source";
import type { Source } from "./sources/source";
import { openTestBench, tinyConfig, type TestBench } from "./testing-loop";
import type { StageContext } from "./workbench";

let test: TestBench;
let source: Source;
let ctx: StageContext;
let book: PromptBook;

beforeAll(async () => {
  test = await openTestBench();
  source = await openSource(tinyConfig());
  const { id: projectId } = await ensureProject(test.bench.db, { slug: "book", name: "book" });
  const { signal } = new AbortController();
  ctx = { bench: test.bench, projectId, pipelineRunId: null, seed: 1, signal, onProgress: () => undefined };
  book = await openPromptBook(ctx, source);
});
afterAll(() => test.close());

describe("the prompt book", () => {
  it("finds every prompt by its id and by its query", () => {
    for (const prompt of source.prompts) {
      expect(book.byId(book.idOf(prompt))).toBe(prompt);
      expect(book.byQuery(prompt.tokens)).toBe(prompt);
    }
  });

  it("is the same rows when it is opened again", async () => {
    const again = await openPromptBook(ctx, source);
    expect(source.prompts.map((p) => again.idOf(p))).toEqual(source.prompts.map((p) => book.idOf(p)));
  });

  it("draws prompts of the split as a function of the stream alone", () => {
    const draw = (seed: number) => book.draw(new Philox({ seed, purpose: "test" }), "test", 30);
    expect(draw(1).every((p) => p.split === "test")).toBe(true);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(book.first("test", 3)).toEqual(source.prompts.filter((p) => p.split === "test").slice(0, 3));
  });

  it("refuses what it does not hold", () => {
    expect(() => book.byId("nobody's")).toThrow(DataError);
    expect(() => book.byQuery([1, 2, 3])).toThrow(/query of 3 tokens/);
  });
});
