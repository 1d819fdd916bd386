import { expect, it } from "vitest";
import { nearestStep } from "./nearest-step";

it("finds the nearest value, whatever the order", () => {
  expect(nearestStep([0, 50, 100], 60)).toBe(1);
  expect(nearestStep([100, 0, 50], 60)).toBe(2);
  expect(nearestStep([0, 10], 5)).toBe(0);
  expect(nearestStep([3], -100)).toBe(0);
});

it("finds nothing among nothing, or among gaps", () => {
  expect(nearestStep([], 1)).toBe(-1);
  expect(nearestStep([NaN], 1)).toBe(-1);
});
