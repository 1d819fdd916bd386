import { expect, it } from "vitest";
import { around } from "./around";

it("holds all values and the one that must be seen, with room beside them", () => {
  expect(around([10, 20], 0)).toEqual([-1.2, 21.2]);
  expect(around([3], 3)).toEqual([2, 4]);
});
