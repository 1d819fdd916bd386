import { METRICS } from "@rlhf/domain";
import { expect, it } from "vitest";
import { FIRST_KEYS, guideOf, inOrder, isHealth, isStory, viewOf } from "./metric-views";
import { seriesOf } from "./testing-series";

it("tells the story first, and knows every key that it asks for", () => {
  const given = ["policy/clipfrac_avg", "objective/kl", "objective/scores", "episode"].map((key) => seriesOf(key, [1]));
  expect(inOrder(given).map((s) => s.key)).toEqual(["objective/scores", "objective/kl", "policy/clipfrac_avg"]);
  expect(FIRST_KEYS.filter((key) => !(key in METRICS))).toEqual([]);
  expect(FIRST_KEYS.filter((key) => isStory(key) && isHealth(key))).toEqual([]);
  expect(viewOf({ key: "my/own", unit: "apples" })).toEqual({ name: "my/own", note: "apples" });
});

it("draws the KL target only where it steers", () => {
  const ppo = (klController: string) => ({ ppo: { klController, klTarget: 6 } });
  expect(guideOf("objective/kl", ppo("fixed"))).toBeUndefined();
  expect(guideOf("objective/kl", ppo("adaptive"))).toMatchObject({ label: "target 6 ± 20 %" });
  expect(guideOf("objective/kl", { loop: ppo("earlyStop") })).toMatchObject({ lo: 6, hi: 6 });
});
