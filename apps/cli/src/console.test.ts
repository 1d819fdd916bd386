import { expect, it } from "vitest";
import { progressLine } from "./console";

const at = { stage: "ppo", step: 10, total: 40, unit: "steps", metrics: {} };

it("says rate and the time left at that rate", () => {
  const line = progressLine(at, { seconds: 5, done: 10 });
  expect(line).toContain("10/40 steps  2.0/s  ETA 15 s");
});

it("measures the rate of a resumed stage from where it went on", () => {
  expect(progressLine({ ...at, step: 30 }, { seconds: 2, done: 1 })).toContain("30/40 steps  0.5/s  ETA 20 s");
});

it("shows at most four of the metrics that matter, by their short names", () => {
  const metrics = {
    "objective/scores": 0.5,
    "objective/kl": 2,
    "world/gold": 1.25,
    lr: 1e-4,
    "train/loss": 3,
    "reward/loss": 1,
  };
  const line = progressLine({ ...at, metrics }, { seconds: 1, done: 1 });
  expect(line).toContain("scores 0.500  gold 1.250");
  expect(line).not.toContain("lr");
  expect(line.match(/ \d\.\d{3}/g)).toHaveLength(4);
});

it("fills the bar in proportion", () => {
  const filled = (step: number) => progressLine({ ...at, step }, { seconds: 1, done: 1 }).match(/█/g)?.length ?? 0;
  expect([filled(0), filled(20), filled(40)]).toEqual([0, 11, 22]);
});
