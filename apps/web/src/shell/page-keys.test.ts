import { expect, it } from "vitest";
import { pageKeys } from "./page-keys";

it("tells a list's keys from those of one thing in it", () => {
  expect(pageKeys("/policies").map(([key]) => key)).toEqual(["C"]);
  expect(pageKeys("/policies/0192").map(([key]) => key)).toEqual(["P", "C"]);
  expect(pageKeys("/")).toEqual([["L", "Label next pair"]]);
  expect(pageKeys("/guidelines")).toEqual([]);
});
