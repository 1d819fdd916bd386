import { expect, it } from "vitest";
import { sampledStepFor } from "./sampled-step";

it("takes the nearest step with samples, the newest when none is wanted", () => {
  expect(sampledStepFor([10, 20, 30], 14)).toBe(10);
  expect(sampledStepFor([10, 20, 30], 99)).toBe(30);
  expect(sampledStepFor([10, 20, 30], null)).toBe(30);
  expect(sampledStepFor([], 5)).toBeNull();
});
