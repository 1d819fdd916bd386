import { expect, it } from "vitest";
import { curveGroups, over } from "./curve-groups";

const series = (key: string, last: number[]) => ({
  key,
  unit: null,
  better: null,
  bucketSteps: 1,
  step: last.map((_, i) => i),
  last,
  min: last,
  max: last,
  n: last.map(() => 1),
  wallMs: last.map((_, i) => (i === 0 ? null : i * 1000)),
});

it("tells the story first and loses no curve", () => {
  const all = ["val/ratio", "objective/kl", "lr", "objective/scores"].map((key) => series(key, [1]));
  const groups = curveGroups(all);
  expect(groups.map((g) => [g.title, g.series.map((s) => s.key)])).toEqual([
    ["The story", ["objective/scores", "objective/kl"]],
    ["val", ["val/ratio"]],
    ["progress", ["lr"]],
  ]);
});

it("draws over time and over KL, sorted, without the points that have none", () => {
  const score = series("objective/scores", [10, 11, 12]);
  expect(over(score, "time", undefined)).toMatchObject({ x: [1, 2], last: [11, 12] });
  expect(over(score, "kl", series("objective/kl", [3, 1, 2]))).toMatchObject({ x: [1, 2, 3], last: [11, 12, 10] });
});
