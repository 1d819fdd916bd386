import { expect, it } from "vitest";
import { countOf } from "./count-of";

it("counts one thing as one", () => {
  expect([0, 1, 12_000].map((n) => countOf(n, "row"))).toEqual(["0 rows", "1 row", "12\u2009000 rows"]);
});
