import { expect, it } from "vitest";
import { rankRange } from "./rank-range";

const rated = (low: number, high: number) => ({ interval: [low, high] as const });

it("leaves open what the intervals leave open", () => {
  const all = [rated(90, 110), rated(50, 80), rated(70, 95), rated(0, 0)];
  expect(all.map((one) => rankRange(one, all))).toEqual(["1–2", "2–3", "1–3", "4"]);
});
