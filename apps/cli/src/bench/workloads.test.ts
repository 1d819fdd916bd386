import { expect, it } from "vitest";
import { median } from "./timing";
import { updateFlops, WORKLOADS } from "./workloads";

it("counts the update's operations as the design's table does", () => {
  // algorithms.md 5: 5.0 GF, 157.8 GF, 1 643 GF, 1 524 GF
  const giga = Object.values(WORKLOADS).map((w) => updateFlops(w) / 1e9);
  expect(giga.map((g) => Number(g.toPrecision(2)))).toEqual([5, 160, 1600, 1500]);
});

it("takes the middle, or the mean of the two in the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
