import { expect, it } from "vitest";
import { kindWords, originOf } from "./origin";

it("leads from a snapshot to what it was made of", () => {
  expect(originOf({ kind: "preference", query: { batchId: "b1" } })).toEqual({
    words: "the judgments of one batch",
    href: "/batches/b1",
  });
  expect(originOf({ kind: "preference", query: { judges: ["human", "simulated"], run: "r1" } })).toEqual({
    words: "every judgment of people and simulated judges",
    href: "/runs/r1",
  });
  expect(originOf({ kind: "comparison", query: { file: "hh.jsonl", refused: 1 } }).words).toBe("the file hh.jsonl");
  expect(originOf({ kind: "preference", query: {} })).toEqual({ words: "judgments", href: null });
});

it("names every kind in words, also one that it does not know", () => {
  expect([kindWords("preference"), kindWords("rated")]).toEqual(["judged pairs", "rated"]);
});
