import { expect, it } from "vitest";
import { seriesOf } from "./testing-series";
import { axesOf, over, stepPlaces } from "./x-axis";

const score = seriesOf("objective/scores", [10, 11, 12]);
const kl = seriesOf("objective/kl", [3, 1, 2]);

it("draws over time and over KL, sorted, without the points that have none, and keeps each point's step", () => {
  const places = stepPlaces([score, kl]);
  expect(over(score, "time", places)).toMatchObject({ x: [1 / 60, 2 / 60], last: [11, 12], steps: [1, 2] });
  expect(over(score, "kl", places)).toMatchObject({ x: [1, 2, 3], last: [11, 12, 10], steps: [1, 2, 0] });
});

it("takes the tokens that a run counts, else adds up episodes times their answers' mean length", () => {
  const counted = seriesOf("train/tokens", [5, 10, 15]);
  expect(over(score, "tokens", stepPlaces([score, counted])).x).toEqual([5, 10, 15]);
  const episodes = seriesOf("episode", [4, 8, 12]);
  const lengths = seriesOf("tokens/responses_len_mean", [10, 20, 5]);
  expect(over(score, "tokens", stepPlaces([episodes, lengths])).x).toEqual([40, 120, 140]);
});

it("offers the axes that the run has figures for", () => {
  expect(axesOf([score, kl], stepPlaces([score, kl]))).toEqual(["step", "time", "kl"]);
  const untimed = seriesOf("reward/loss", [1], { wallMs: [null] });
  expect(axesOf([untimed], stepPlaces([untimed]))).toEqual(["step"]);
});
