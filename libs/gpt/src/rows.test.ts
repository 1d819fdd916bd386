import { ShapeError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { leftPadded, packRows, responseIndex } from "./rows";

describe("packRows", () => {
  it("lays rows end to end with positions from 0", () => {
    const rows = packRows([[7, 8, 9], Int32Array.of(5), [1, 2]], 4);
    expect([...rows.tokens]).toEqual([7, 8, 9, 5, 1, 2]);
    expect([...rows.positions]).toEqual([0, 1, 2, 0, 0, 1]);
    expect([...rows.offsets]).toEqual([0, 3, 4, 6]);
  });

  it("refuses a row that is empty or longer than nCtx, saying which", () => {
    expect(() => packRows([[1], [1, 2, 3]], 2)).toThrow(/row 1: expected 1 to 2 tokens, got 3/);
    expect(() => packRows([[]], 2)).toThrow(ShapeError);
  });
});

describe("responseIndex", () => {
  const rows = packRows(
    [
      [7, 8, 9],
      [5, 6],
      [1, 2, 3, 4],
    ],
    4,
  );

  it("points at the place before each response token", () => {
    const at = responseIndex(rows, [1, 2, 3]);
    expect([...at.index]).toEqual([0, 1, 7]);
    expect([...at.targets]).toEqual([8, 9, 4]);
    expect([...at.rowOffsets]).toEqual([0, 2, 2, 3]);
  });

  it("refuses rows without a query, queries longer than their row, and another number of rows", () => {
    expect(() => responseIndex(rows, [0, 1, 1])).toThrow(ShapeError);
    expect(() => responseIndex(rows, [1, 3, 1])).toThrow(/row 1: expected a query of 1 to 2/);
    expect(() => responseIndex(rows, [1, 1])).toThrow(ShapeError);
  });
});

describe("leftPadded", () => {
  it("puts each query at the right", () => {
    expect(leftPadded([[1], [2, 3, 4]], 0)).toEqual({ ids: Int32Array.of(0, 0, 1, 2, 3, 4), B: 2, Q: 3 });
  });
});
