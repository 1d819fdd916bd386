import { LoopConfig, PpoConfig } from "@rlhf/domain";
import { expect, it } from "vitest";
import { settingsOf } from "./config-show";

it("lists every key of the stage with its default, unit, source and meaning", () => {
  const settings = settingsOf("ppo");
  expect(settings.map((s) => s.key)).toEqual(Object.keys(PpoConfig.shape).map((key) => `ppo.${key}`));
  expect(settings.find((s) => s.key === "ppo.gamma")).toEqual({
    key: "ppo.gamma",
    default: 1,
    unit: "ratio",
    source: "Ziegler 2019",
    description: "discount",
  });
});

it("knows every section of the loop, and the names of the commands", () => {
  for (const section of Object.keys(LoopConfig.shape)) expect(settingsOf(section).length).toBeGreaterThan(0);
  expect(settingsOf("train-ppo")).toEqual(settingsOf("ppo"));
});

it("names the nearest stage for a misspelt one", () => {
  expect(() => settingsOf("rewad")).toThrow("unknown stage rewad; did you mean reward?");
});
