import { expect, it } from "vitest";
import { frontierPoints } from "./frontier-points";
import { seriesOf } from "./testing-series";

it("pairs score and KL of the same step, leaves out what is not finite, and marks checkpoints", () => {
  const scores = seriesOf("objective/scores", [0, 1, NaN, 3]);
  const kl = seriesOf("objective/kl", [0, 0.5, 1, 2]);
  const { path, marked } = frontierPoints([scores, kl], [1, 2]);
  expect(path.map(({ step, kl, score }) => [step, kl, score])).toEqual([
    [0, 0, 0],
    [1, 0.5, 1],
    [3, 2, 3],
  ]);
  expect(marked.map(({ step }) => step)).toEqual([1]);
  expect(frontierPoints([kl], [1]).path).toEqual([]);
});
