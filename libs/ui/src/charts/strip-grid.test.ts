import { expect, it } from "vitest";
import { stripGrid } from "./strip-grid";

it("gives each step the shares of its batch, leaves empty bins out, and interpolates the median", () => {
  const { columns, lo, hi } = stripGrid([
    { step: 1, edges: [0, 1, 2], counts: [1, 3] },
    { step: 2, edges: [-1, 0, 1], counts: [0, 2] },
  ]);
  expect(columns[0]).toMatchObject({ step: 1, peak: 0.75 });
  expect(columns[0]?.cells).toEqual([
    { lo: 0, hi: 1, share: 0.25 },
    { lo: 1, hi: 2, share: 0.75 },
  ]);
  expect(columns[0]?.median).toBeCloseTo(1 + 0.25 / 0.75);
  expect(columns[1]?.cells).toEqual([{ lo: 0, hi: 1, share: 1 }]);
  expect(columns[1]?.median).toBe(0.5);
  expect([lo, hi]).toEqual([0, 2]);
});

it("draws nothing of an empty batch", () => {
  expect(stripGrid([{ step: 1, edges: [], counts: [] }])).toEqual({ columns: [], lo: 0, hi: 1 });
});
