import { expect, it } from "vitest";
import { median } from "./timing";
import { updateFlops, WORKLOADS } from "./workloads";

it("counts the update's operations as the design's table does, less what the last layer leaves out", () => {
  const left = [5.0, 157.8, 1_643, 1_524].map((whole, i) => {
    const { model, promptLength, episodes, epochs } = Object.values(WORKLOADS)[i] ?? WORKLOADS.W1;
    return whole - (2 * 3 * 2 * 9 * model.nEmbd ** 2 * promptLength * episodes * epochs) / 1e9;
  });
  Object.values(WORKLOADS).forEach((w, i) =>
    expect(Math.abs(updateFlops(w) / 1e9 / (left[i] ?? NaN) - 1)).toBeLessThan(0.01),
  );
});

it("takes the middle, or the mean of the two in the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
