import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extent, linearScale, linePath, niceTicks, smooth } from "./scales";

describe("scales", () => {
  it("maps the ends of the domain to the ends of the range", () => {
    const x = linearScale([10, 20], [0, 100]);
    expect([x(10), x(15), x(20)]).toEqual([0, 50, 100]);
    expect(linearScale([3, 3], [0, 100])(3)).toBe(50);
  });

  it("puts ticks on round numbers inside the range", () => {
    expect(niceTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks(-0.25, 1.5, 4)).toEqual([0, 0.5, 1, 1.5]);
    const range = fc.tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(range, ([lo, width]) => {
        const ticks = niceTicks(lo, lo + width);
        expect(ticks.length).toBeLessThanOrEqual(7);
        for (const t of ticks) expect(t >= lo - width * 1e-6 && t <= lo + width * (1 + 1e-6)).toBe(true);
      }),
    );
  });

  it("takes the extent of what is finite", () => {
    expect(extent([NaN, 2, Infinity, -1])).toEqual([-1, 2]);
    expect(extent([])).toEqual([0, 1]);
    expect(extent([0, 10], 0.1)).toEqual([-1, 11]);
  });

  it("smooths a constant to itself and keeps what is not finite", () => {
    const smoothed = smooth([2, 2, NaN, 2], 0.8);
    expect(smoothed.map((v) => (Number.isNaN(v) ? v : Math.round(v * 1e9) / 1e9))).toEqual([2, 2, NaN, 2]);
    expect(smooth([1, 3], 0)).toEqual([1, 3]);
  });

  it("breaks a line where a value is missing", () => {
    expect(
      linePath([
        [0, 0],
        [1, 1],
        [2, NaN],
        [3, 3],
      ]),
    ).toBe("M0.0 0.0L1.0 1.0M3.0 3.0");
  });
});
