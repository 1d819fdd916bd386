import { expect, it } from "vitest";
import { overlay, sharedAxes, sharedKeys } from "./overlay";
import { seriesOf } from "./testing-series";

const one = { runId: "1", series: [seriesOf("objective/scores", [1, 2]), seriesOf("own/one", [1])] };
const two = {
  runId: "2",
  series: [seriesOf("zebra", [1]), seriesOf("objective/scores", [3]), seriesOf("own/one", [1])],
};
const three = { runId: "3", series: [seriesOf("zebra", [4])] };

it("shows what at least two runs measured, the story first", () => {
  expect(sharedKeys([one, two, three])).toEqual(["objective/scores", "own/one", "zebra"]);
  expect(sharedKeys([one])).toEqual(["objective/scores", "own/one"]);
  expect(sharedKeys([])).toEqual([]);
});

it("gives each run its own look, whichever figures it lacks", () => {
  const names = new Map([["2", "second"]]);
  const scores = overlay([one, two, three], { key: "objective/scores", axis: "step", names });
  const zebra = overlay([one, two, three], { key: "zebra", axis: "step", names });
  expect(scores.map(({ name, color }) => [name, color])).toEqual([
    ["1", "--a"],
    ["second", "--b"],
  ]);
  expect(zebra.map(({ color }) => color)).toEqual(["--b", "--ok"]);
});

it("offers only axes that all of the runs have", () => {
  const untimed = { runId: "4", series: [seriesOf("zebra", [1, 2], { wallMs: [null, null] })] };
  expect(sharedAxes([one])).toEqual(["step", "time"]);
  expect(sharedAxes([one, untimed])).toEqual(["step"]);
});
