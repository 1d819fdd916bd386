import { describe, expect, it } from "vitest";
import { overOptimizationCurve, type OptimizationPoint } from "./over-optimization";
import { peakShift } from "./peak-shift";
import { seededUniform } from "./seeded-uniform";
import { normalQuantile } from "./special-functions";

const distances = [0, 0.5, 1, 1.5, 2, 2.5, 3];
const uniform = seededUniform(12);

/** Six runs of one law; all points of a run share a tilt, the same in every family. */
function runs(alpha: number, beta: number, tilts = [0.2, -0.1, 0.15, -0.2, 0.05, -0.1]): OptimizationPoint[] {
  return tilts.flatMap((tilt, cluster) =>
    distances.map((distance) => ({
      distance,
      reward: overOptimizationCurve({ form: "best-of-n", alpha: alpha + tilt, beta }, distance),
      cluster,
    })),
  );
}

describe("peakShift", () => {
  it("is the difference of the peaks, with an interval that runs in common do not widen", () => {
    const { shift, interval } = peakShift(runs(1.2, 0.4), runs(1.6, 0.4), {
      form: "best-of-n",
      uniform,
      resamples: 200,
    });
    expect(shift).toBeCloseTo(2 - 1.5, 9);
    expect(interval[0]).toBeCloseTo(0.5, 6); // each tilt moves both peaks alike
    expect(interval[1]).toBeCloseTo(0.5, 6);
  });

  it("covers 0 when nothing differs but noise", () => {
    const noisy = (points: OptimizationPoint[]) =>
      points.map((p) => ({ ...p, reward: p.reward + 0.1 * normalQuantile(0.001 + 0.998 * uniform()) }));
    const [a, b] = [noisy(runs(1.2, 0.4)), noisy(runs(1.2, 0.4))];
    const { interval } = peakShift(a, b, { form: "best-of-n", uniform, resamples: 200 });
    expect(interval[0]).toBeLessThan(0);
    expect(interval[1]).toBeGreaterThan(0);
  });

  it("is infinite where the changed curve never turns", () => {
    const rising = runs(1.2, -0.1);
    expect(peakShift(runs(1.2, 0.4), rising, { form: "best-of-n", uniform, resamples: 20 }).shift).toBe(Infinity);
  });
});
