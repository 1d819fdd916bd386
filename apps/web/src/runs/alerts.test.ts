import { expect, it } from "vitest";
import { alertsOf } from "./alerts";
import { seriesOf } from "./testing-series";

const steps = (alerts: readonly { key: string; step: number }[]) => alerts.map(({ key, step }) => [key, step]);

it("finds what is not finite, also where only the range of a bucket shows it", () => {
  const hidden = seriesOf("loss/policy_avg", [1, 1, 1], { max: [1, Infinity, 1] });
  const alerts = alertsOf([seriesOf("val/ratio", [1, NaN, NaN]), hidden], {});
  expect(steps(alerts)).toEqual([
    ["val/ratio", 1],
    ["loss/policy_avg", 1],
  ]);
  expect(alerts.every((alert) => alert.level === "error")).toBe(true);
});

it("measures KL by the target that steers, else by the steps before", () => {
  const kl = seriesOf("objective/kl", [1, 2, 3, 13, 14]);
  const steered = { ppo: { klController: "adaptive", klTarget: 6 } };
  expect(steps(alertsOf([kl], steered))).toEqual([["objective/kl", 3]]);
  expect(steps(alertsOf([kl], { ppo: { klController: "adaptive", klTarget: 10 } }))).toEqual([]);
  const free = { loop: { ppo: { klController: "fixed", klTarget: 6 } } };
  expect(steps(alertsOf([kl], free))).toEqual([["objective/kl", 3]]);
  expect(alertsOf([seriesOf("objective/kl", [0.01, 0.3, 2.9])], free)).toEqual([]);
});

it("tells when answers fill their limit, and when an update was left out", () => {
  const long = seriesOf("tokens/responses_len_mean", [20, 47.5, 48]);
  const skipped = seriesOf("val/nonfinite_steps", [0, 0, 1]);
  expect(steps(alertsOf([long, skipped], { ppo: { responseLength: 48 } }))).toEqual([
    ["tokens/responses_len_mean", 1],
    ["val/nonfinite_steps", 2],
  ]);
});

it("is silent about a healthy run", () => {
  const healthy = [seriesOf("objective/kl", [0, 2, 4, 5, 6]), seriesOf("val/nonfinite_steps", [0, 0, 0, 0, 0])];
  expect(alertsOf(healthy, { ppo: { klController: "fixed", klTarget: 6, responseLength: 48 } })).toEqual([]);
});
