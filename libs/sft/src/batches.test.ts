import { DataError } from "@rlhf/domain";
import { describe, expect, it } from "vitest";
import { runs, shuffledBatches } from "./batches";

const data = { rows: [[0], [1], [2], [3], [4]], queryLengths: [0, 1, 2, 3, 4] };

describe("shuffled batches", () => {
  const { batch, stepsPerEpoch } = shuffledBatches(data, { batchSize: 2, seed: 3 });
  const epoch = (e: number): number[] =>
    Array.from({ length: stepsPerEpoch }, (_, i) => batch(e * stepsPerEpoch + i).rows.flat()).flat();

  it("shows every row once per epoch, in another order each time", () => {
    expect(stepsPerEpoch).toBe(3);
    for (const e of [0, 1, 2]) expect([...epoch(e)].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(new Set([0, 1, 2, 3].map((e) => epoch(e).join())).size).toBeGreaterThan(1);
  });

  it("is a function of seed and step alone, whatever was asked before", () => {
    const late = batch(7);
    batch(0);
    expect(batch(7)).toEqual(late);
    expect(shuffledBatches(data, { batchSize: 2, seed: 3 }).batch(7)).toEqual(late);
  });

  it("keeps each row with its query length", () => {
    const { rows, queryLengths } = batch(1);
    expect(queryLengths).toEqual(rows.flat());
  });

  it("refuses no rows", () => {
    expect(() => shuffledBatches({ rows: [], queryLengths: [] }, { batchSize: 2, seed: 3 })).toThrow(DataError);
  });
});

it("runs cover 0 … count − 1 in order", () => {
  expect(runs(5, 2)).toEqual([
    [0, 1, 2],
    [3, 4],
  ]);
  expect(runs(2, 8)).toEqual([[0], [1]]);
});
