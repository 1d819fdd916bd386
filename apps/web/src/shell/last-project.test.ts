import { expect, it } from "vitest";
import { lastFirst } from "./last-project";

it("puts the project that was looked at last in front, and keeps the order of the others", () => {
  const projects = ["a", "b", "c"].map((slug) => ({ slug }));
  const order = (slug?: string) => lastFirst(projects, slug).map((one) => one.slug);
  expect(order("c")).toEqual(["c", "a", "b"]);
  expect(order("gone")).toEqual(["a", "b", "c"]);
  expect(order()).toEqual(["a", "b", "c"]);
});
