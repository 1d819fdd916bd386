import fc from "fast-check";
import { expect, it } from "vitest";
import { histogram } from "./histogram";

// float32, as scores are
const values = fc.array(fc.float({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true }), { minLength: 1 });

it("counts every finite value once, in the bin that holds it", () => {
  fc.assert(
    fc.property(values, (given) => {
      const { edges, counts } = histogram(given);
      expect(counts.reduce((a, b) => a + b, 0)).toBe(given.length);
      counts.forEach((count, i) => {
        const held = given.filter((v) => v >= (edges[i] ?? 0) && v < (edges[i + 1] ?? 0));
        expect(held).toHaveLength(count);
      });
    }),
  );
});

it("has at most as many bins as asked for, on a grid that other batches share", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 40 }), (given, bins) => {
      const { edges, counts } = histogram(given, { bins });
      expect(counts.length).toBeLessThanOrEqual(bins);
      const width = (edges[1] ?? 0) - (edges[0] ?? 0);
      expect(Number.isInteger(Math.log2(width))).toBe(true);
      expect(Number.isInteger((edges[0] ?? 0) / width)).toBe(true);
    }),
  );
});

it("leaves out what is not finite, and says nothing of nothing", () => {
  expect(histogram([NaN, Infinity])).toEqual({ edges: [], counts: [] });
  expect(histogram([NaN, 1, 1]).counts).toEqual([2]);
});
