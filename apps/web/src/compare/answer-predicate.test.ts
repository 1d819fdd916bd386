import { expect, it } from "vitest";
import { compilePredicate, filterAnswers } from "./answer-predicate";

const matcher = (text: string, regex: boolean) => {
  const compiled = compilePredicate({ text, regex });
  if (!compiled || "wrong" in compiled) throw new Error(`expected a predicate, got ${JSON.stringify(compiled)}`);
  return compiled.matches;
};

it("takes words as they stand, and expressions as JavaScript's, without regard to capitals", () => {
  expect(matcher("a.b", false)("xA.Bx")).toBe(true);
  expect(matcher("a.b", false)("acb")).toBe(false);
  expect(matcher("a.b", true)("ACB")).toBe(true);
  expect(matcher("^sorry\\b", true)("Sorry, no")).toBe(true);
  expect(matcher("^sorry\\b", true)("so sorry")).toBe(false);
});

it("says what is wrong with an expression, and asks for nothing when empty", () => {
  expect(compilePredicate({ text: "(", regex: true })).toEqual({ wrong: expect.stringContaining("group") as string });
  expect(compilePredicate({ text: "", regex: true })).toBeNull();
});

it("keeps a prompt when any answer matches, and counts by policy", () => {
  const row = (...texts: (string | null)[]) => ({ answers: texts.map((text) => (text === null ? null : { text })) });
  const rows = [row("yes", "no"), row("no", "no"), row("yes", "yes"), row(null, "yes")];
  const found = filterAnswers(rows, (text) => text === "yes");
  expect(found.rows).toEqual([rows[0], rows[2], rows[3]]);
  expect(found.perColumn).toEqual([2, 2]);
});
