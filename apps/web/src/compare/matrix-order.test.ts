import { expect, it } from "vitest";
import { matrixOrder } from "./matrix-order";

const cells = [
  { rowId: "a", judgments: 5 },
  { rowId: "b", judgments: 5 },
  { rowId: "c", judgments: 90 },
  { rowId: "d", judgments: 40 },
];
const pair = { candidateId: "a", baselineId: "b" };

it("puts the best rated first", () => {
  expect(matrixOrder(cells, { pair, best: ["d", "a", "c", "b"], atMost: 8 })).toEqual(["d", "a", "c", "b"]);
});

it("keeps the compared two and the most judged when not all fit", () => {
  expect(matrixOrder(cells, { pair, best: ["d", "c", "b", "a"], atMost: 3 })).toEqual(["c", "b", "a", "d"]);
});
