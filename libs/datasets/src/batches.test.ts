import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lengthBatches, shuffledBatches } from "./batches";
import { testStream } from "./rng.test-stream";

const lengthOf = (row: number[]) => row.length;
const rows = fc.array(fc.array(fc.integer(), { maxLength: 9 }), { maxLength: 200 });

describe("batches", () => {
  it("hold every row once", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), fc.integer(), (input, batchSize, seed) => {
        for (const make of [
          () => lengthBatches(input, testStream(seed), { batchSize, lengthOf }),
          () => shuffledBatches(input, testStream(seed), { batchSize }),
        ]) {
          const batches = make();
          expect(new Set(batches.flat())).toEqual(new Set(input));
          expect(batches.flat().length).toBe(input.length);
          expect(batches.every((b) => b.length > 0 && b.length <= batchSize)).toBe(true);
          expect(make()).toEqual(batches);
        }
      }),
    );
  });

  it("of one chunk have rows of neighbouring lengths, in another order than by length", () => {
    const rng = testStream(2);
    const input = Array.from({ length: 512 }, () => new Array<number>(rng.int(60)).fill(0));
    const batches = lengthBatches(input, rng, { batchSize: 32, lengthOf });
    const spread = batches.map((b) => Math.max(...b.map(lengthOf)) - Math.min(...b.map(lengthOf)));
    expect(Math.max(...spread)).toBeLessThan(10);
    const firsts = batches.map((b) => b[0]?.length ?? 0);
    expect(firsts).not.toEqual([...firsts].sort((a, b) => a - b));
  });
});
