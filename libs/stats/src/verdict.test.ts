import { expect, it } from "vitest";
import { verdict } from "./verdict";

it("decides only when the interval lies on one side of, or within, the region of practical equivalence", () => {
  const rope = 0.02;
  expect(verdict([0.53, 0.6], { rope })).toBe("better");
  expect(verdict([0.4, 0.47], { rope })).toBe("worse");
  expect(verdict([0.49, 0.515], { rope })).toBe("equivalent");
  expect(verdict([0.51, 0.6], { rope })).toBe("undecided");
  expect(verdict([0.3, 0.7], { rope })).toBe("undecided");
});

it("is never equivalent without a region, save at exactly one half", () => {
  expect(verdict([0.499, 0.501], { rope: 0 })).toBe("undecided");
  expect(verdict([0.5, 0.5], { rope: 0 })).toBe("equivalent");
});
