import fc from "fast-check";
import { expect, it } from "vitest";
import { matrixColor } from "./matrix-color";

const shareOf = (color: string): number => Number(/ (\d+)%/.exec(color)?.[1]);
const rate = fc.double({ min: 0, max: 1, noNaN: true });
const width = fc.double({ min: 0, max: 1, noNaN: true });
const around = (p: number, w: number) => [p - w / 2, p + w / 2] as const;

it("is blue above even and orange below, as strong on both sides", () => {
  fc.assert(
    fc.property(rate, width, (p, w) => {
      const [here, there] = [matrixColor(p, around(p, w)), matrixColor(1 - p, around(1 - p, w))];
      if (Math.abs(p - 0.5) > 1e-9) expect(here.includes("--a")).toBe(p > 0.5);
      expect(Math.abs(shareOf(here) - shareOf(there))).toBeLessThanOrEqual(1);
    }),
  );
});

it("fades as the interval widens, and never hides the ink", () => {
  fc.assert(
    fc.property(rate, width, width, (p, w, more) => {
      expect(shareOf(matrixColor(p, around(p, w + more)))).toBeLessThanOrEqual(shareOf(matrixColor(p, around(p, w))));
      expect(shareOf(matrixColor(p, around(p, w)))).toBeLessThanOrEqual(50);
    }),
  );
  expect(shareOf(matrixColor(0.5, [0.4, 0.6]))).toBe(0);
});
