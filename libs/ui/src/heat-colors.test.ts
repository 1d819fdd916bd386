import { expect, it } from "vitest";
import { heatColor, heatLimit } from "./heat-colors";

const share = (color: string) => Number(/ (\d+)%/.exec(color)?.[1]);

it("takes the 95th percentile of magnitudes as the end of the scale", () => {
  const values = [...Array.from({ length: 99 }, (_, i) => (i % 2 ? 1 : -1) * (i / 98)), 1000];
  expect(heatLimit(values)).toBeLessThan(1.01);
  expect(heatLimit([])).toBe(1);
});

it("colours by sign, symmetric, and strictly stronger with size", () => {
  expect(heatColor(-1, 1)).toBe(heatColor(1, 1).replace("--pos", "--neg"));
  const shares = [0, 0.05, 0.2, 0.5, 1].map((v) => share(heatColor(v, 1)));
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(new Set(shares).size).toBe(5);
  expect(heatColor(NaN, 1)).toBe("transparent");
});
