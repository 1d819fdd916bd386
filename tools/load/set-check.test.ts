import { expect, it } from "vitest";
import { compareSets, type Said, type Stored } from "./set-check";

const said = (id: string, more: Partial<Said> = {}): Said => ({
  judgmentId: id,
  userId: "mira",
  assignmentId: `a-${id}`,
  side: "left",
  strength: 2,
  leftText: `left ${id}`,
  rightText: `right ${id}`,
  status: "ok",
  ...more,
});
const stored = (id: string, more: Partial<Stored> = {}): Stored => ({
  judgmentId: id,
  userId: "mira",
  assignmentId: `a-${id}`,
  preferred: `left ${id}`,
  strength: 2,
  counted: true,
  ...more,
});

it("finds nothing where every acknowledged answer is there once, as it was meant", () => {
  const tie = { side: "tie", strength: 0 } as const;
  const unknown = [said("4", { status: null }), said("5", { status: null })]; // one arrived, one did not
  const all = [said("1"), said("2", tie), said("3", { status: "duplicate" }), ...unknown];
  const table = [stored("1"), stored("2", { preferred: null, strength: 0 }), stored("3"), stored("4")];
  expect(compareSets(all, table)).toEqual({ lost: [], doubled: [], misattributed: [] });
});

it("finds one that was lost, acknowledged or refused", () => {
  expect(compareSets([said("1"), said("2", { status: "unknown" })], []).lost).toEqual(["1", '2: answered "unknown"']);
});

it("finds one that is there twice, in place of another, or out of nowhere", () => {
  const twice = stored("1", { judgmentId: "9" });
  expect(compareSets([said("1")], [stored("1"), stored("1")]).doubled).toHaveLength(1);
  expect(compareSets([said("1")], [stored("1"), twice]).doubled).toHaveLength(1);
  expect(compareSets([], [stored("1")]).doubled).toHaveLength(1);
});

it.each([
  ["another annotator", { userId: "ben" }],
  ["another pair", { assignmentId: "a-9" }],
  ["the other side", { preferred: "right 1" }],
  ["a tie", { preferred: null, strength: 0 }],
  ["another strength", { strength: 3 }],
  ["a surplus", { counted: false }],
])("finds one that is stored as %s", (_, change) => {
  expect(compareSets([said("1")], [stored("1", change)]).misattributed).toHaveLength(1);
});
