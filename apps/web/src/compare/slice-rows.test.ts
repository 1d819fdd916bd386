import { newId } from "@rlhf/domain";
import { expect, it } from "vitest";
import { sliceRows } from "./slice-rows";

const slice = (name: string, rate: number) => ({
  name,
  filter: { tag: name },
  rate,
  interval: [rate - 0.1, rate + 0.1] as [number, number],
  judgments: 40,
  prompts: 20,
  ties: 2,
});
const verdict = {
  candidateId: newId(),
  baselineId: newId(),
  verdict: "better" as const,
  winRate: 0.6,
  interval: [0.55, 0.65] as [number, number],
  alwaysValid: [0.53, 0.66] as [number, number],
  pValue: 0.001,
  lengthControlled: null,
  judgments: 80,
  prompts: 40,
  judges: 2,
  effectiveJudgments: 60,
  wins: 46,
  ties: 4,
  losses: 30,
};

it("shows the whole first, then groups that divide it, each row with its judgments' filter", () => {
  const groups = [
    { title: "Tag", slices: [slice("easy", 0.7), slice("hard_ones", 0.45)] },
    { title: "Split", slices: [slice("test", 0.6)] },
  ];
  const rows = sliceRows(groups, verdict);
  expect(rows.map((row) => row.label)).toEqual(["All pairs", "Tag", "easy", "hard ones"]);
  expect(rows[0]).toMatchObject({ whole: true, value: 0.6, filter: {}, cells: ["60.0", "[55.0, 65.0]", "80"] });
  expect(rows[1]?.value).toBeUndefined();
  expect(rows[2]).toMatchObject({ color: "a", hollow: false, filter: { tag: "easy" } });
  expect(rows[3]).toMatchObject({ color: "b", hollow: true });
});

it("says how many slices only the table has, and shows nothing without judgments", () => {
  const many = Array.from({ length: 11 }, (_, i) => slice(`tag ${i}`, 0.5));
  expect(sliceRows([{ title: "Tag", slices: many }], verdict)[1]?.label).toBe("Tag, 3 more in the table");
  expect(sliceRows([{ title: "Tag", slices: many }], verdict)).toHaveLength(10);
  expect(sliceRows([], null)).toEqual([]);
});
