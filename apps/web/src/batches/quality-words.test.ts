import { expect, it } from "vitest";
import type { Annotator } from "./batch-words";
import { agreementMeasure, alphaWords, goldMeasure, leftMeasure, speedMeasure } from "./quality-words";

const ann: Annotator = {
  annotatorId: "1",
  name: "Ann",
  judgments: 40,
  medianSeconds: 4.2,
  middleHalf: [3.1, 6],
  agreement: { rate: 0.75, interval: [0.6, 0.86], n: 40 },
  left: { rate: 0.9, interval: [0.77, 0.96], n: 40 },
  leftFlagged: true,
  consistency: null,
  gold: { passed: 3, n: 10, mean: 1 / 3, lower: 0.14, status: "pause" },
};
const bob: Annotator = {
  ...ann,
  annotatorId: "2",
  name: "Bob",
  agreement: null,
  leftFlagged: false,
  gold: null,
  medianSeconds: null,
};

it("says what an α is good for, by what it surely is", () => {
  const words = (value: number | null, interval: [number, number] | null, overlap = 2) =>
    alphaWords({ value, interval, items: value === null ? 0 : 50 }, overlap);
  expect(words(0.85, [0.81, 0.9])).toContain("reliable");
  expect(words(0.85, [0.7, 0.9])).toContain("tentative");
  expect(words(0.4, [0.2, 0.6])).toContain("differently");
  expect(words(0.05, [-0.1, 0.2])).toContain("chance");
  expect(words(null, null, 1)).toContain("overlap");
  expect(words(null, null, 3)).toContain("not defined");
});

it("draws who was measured, marks who needs a look, and has the same figures in the table", () => {
  expect(leftMeasure([ann, bob]).rows.map(({ color }) => color)).toEqual(["warn", "ink"]);
  expect(agreementMeasure([ann, bob])).toMatchObject({
    rows: [{ label: "Ann", value: 0.75, cells: ["75", "[60, 86]", "40"] }],
    table: [["Ann", 75, 60, 86, 40]],
  });
  expect(goldMeasure([ann, bob]).rows).toMatchObject([{ label: "Ann", color: "warn", interval: [0.14, 1 / 3] }]);
  expect(speedMeasure([ann, bob])).toMatchObject({
    rows: [{ value: 4.2, interval: [3.1, 6] }],
    table: [["Ann", 4.2, 3.1, 6, 40]],
  });
});
