import { describe, expect, it } from "vitest";
import golden from "../golden/stats_second.json" with { type: "json" };
import { bestOfNKl, bestOfNNormal, bestOfNReward } from "./best-of-n";
import { fitOverOptimization, overOptimizationCurve } from "./over-optimization";
import { fitPowerLaw } from "./power-law";
import { seededUniform } from "./seeded-uniform";
import { normalQuantile } from "./special-functions";
import { temperatureScaling } from "./temperature-scaling";

describe("temperatureScaling", () => {
  const { margins, outcomes, clusters, inverse, se, clusteredSe, nll } = golden.temperature;
  const pairs = margins.map((margin, i) => ({ margin, outcome: outcomes[i] ?? NaN }));
  const z = normalQuantile(0.975);

  it("equals statsmodels' logistic regression without intercept, errors by model or by cluster", () => {
    const got = temperatureScaling(pairs);
    expect(got.temperature).toBeCloseTo(1 / inverse, 9);
    expect(got.nllAfter).toBeCloseTo(nll, 12);
    expect(got.interval?.[0]).toBeCloseTo(1 / (inverse + z * se), 8);
    const clustered = temperatureScaling(pairs.map((p, i) => ({ ...p, cluster: clusters[i] })));
    expect(clustered.interval?.[1]).toBeCloseTo(1 / (inverse - z * clusteredSe), 8);
  });

  it("never raises the cross-entropy and scales with the margins", () => {
    const [one, two] = [pairs, pairs.map((p) => ({ ...p, margin: 3 * p.margin }))].map((p) => temperatureScaling(p));
    expect(one?.nllAfter).toBeLessThanOrEqual(one?.nllBefore ?? NaN);
    expect(two?.temperature).toBeCloseTo(3 * (one?.temperature ?? NaN), 8);
  });

  it("has no temperature for margins that mislead, and refuses separated pairs", () => {
    expect(temperatureScaling(pairs.map((p) => ({ ...p, margin: -p.margin })))).toMatchObject({ temperature: null });
    expect(() => temperatureScaling([{ margin: 1, outcome: 1 }])).toThrow(/all right/);
    expect(() => temperatureScaling([{ margin: 0, outcome: 1 }])).toThrow(/without margin/);
  });
});

describe("fitPowerLaw", () => {
  const { sizes, values, params, se, knownSe, t } = golden.powerLaw;
  const points = sizes.map((size, i) => ({ size, value: values[i] ?? NaN }));

  it("equals SciPy's curve_fit, with unknown and with known errors", () => {
    const got = fitPowerLaw(points);
    expect([got.amplitude, got.exponent, got.floor].map((x, i) => x / (params[i] ?? NaN))).toEqual([
      expect.closeTo(1, 5),
      expect.closeTo(1, 6),
      expect.closeTo(1, 6),
    ]);
    expect(got.exponentInterval[1] - got.exponent).toBeCloseTo(t * (se[1] ?? NaN), 5);
    const known = fitPowerLaw(points.map((p) => ({ ...p, standardError: 0.004 })));
    expect(known.floorInterval[1] - known.floor).toBeCloseTo(1.959964 * (knownSe[2] ?? NaN), 6);
  });

  it("recovers the law exactly from points on it, in any unit of size", () => {
    for (const unit of [1, 1e6]) {
      const got = fitPowerLaw([1, 2, 4, 8, 16].map((n) => ({ size: n * unit, value: 3 * n ** -0.5 + 0.2 })));
      expect(got.exponent).toBeCloseTo(0.5, 6);
      expect(got.floor).toBeCloseTo(0.2, 6);
      expect(got.amplitude).toBeCloseTo(3 * unit ** 0.5, unit === 1 ? 6 : 2);
      expect(got.rSquared).toBeCloseTo(1, 12);
    }
  });

  it("asks for enough points", () => expect(() => fitPowerLaw(points.slice(0, 3))).toThrow(/four or more .* got 3/));
});

describe("fitOverOptimization", () => {
  it("equals statsmodels' least squares for both of Gao's forms", () => {
    for (const form of ["best-of-n", "rl"] as const) {
      const { rewards, alpha, beta, rSquared } = golden.gao[form];
      const points = golden.gao.distances.map((distance, i) => ({ distance, reward: rewards[i] ?? NaN }));
      const got = fitOverOptimization(points, { form, uniform: seededUniform(91) });
      expect(got.alpha).toBeCloseTo(alpha, 10);
      expect(got.beta).toBeCloseTo(beta, 10);
      expect(got.rSquared).toBeCloseTo(rSquared, 10);
      expect(got.alphaInterval[0]).toBeLessThan(alpha);
      expect(got.alphaInterval[1]).toBeGreaterThan(alpha);
    }
  });

  it("peaks at α/2β with α²/4β, and at e^(α/β − 1) with β e^(α/β − 1)", () => {
    const distances = [0, 0.5, 1, 2, 3];
    const fitOf = (form: "best-of-n" | "rl"): ReturnType<typeof fitOverOptimization> =>
      fitOverOptimization(
        distances.map((d) => ({ distance: d, reward: overOptimizationCurve({ form, alpha: 1.2, beta: 0.4 }, d) })),
        { form, uniform: seededUniform(92) },
      );
    expect(fitOf("best-of-n").peak?.distance).toBeCloseTo(1.5, 9);
    expect(fitOf("best-of-n").peak?.reward).toBeCloseTo(0.9, 9);
    expect(fitOf("rl").peak?.distance).toBeCloseTo(Math.exp(2), 6);
    expect(fitOf("rl").peak?.reward).toBeCloseTo(0.4 * Math.exp(2), 6);
  });

  it("has no peak when the reward only rises, and asks for points", () => {
    const rising = [0, 1, 2, 3].map((d) => ({ distance: d, reward: d + 0.1 * d * d }));
    const got = fitOverOptimization(rising, { form: "best-of-n", uniform: seededUniform(93) });
    expect(got.peak).toBeNull();
    expect(got.peakDistanceInterval[1]).toBe(Infinity);
    expect(() => fitOverOptimization(rising.slice(0, 3), { form: "rl", uniform: seededUniform(94) })).toThrow(/three/);
  });
});

describe("best of n", () => {
  it("has the KL table of algorithms.md 2.12", () => {
    const table = [4, 16, 64, 128, 256, 1024, 12_500, 60_000].map((n) => bestOfNKl(n).toFixed(3));
    expect(table).toEqual(["0.636", "1.835", "3.175", "3.860", "4.549", "5.932", "8.434", "10.002"]);
    expect(bestOfNKl(1)).toBe(0);
  });

  it("knows the expected largest of n normal draws", () => {
    // Harter 1961, Biometrika 48, table 1: expected values of the largest normal order statistic
    for (const [n, want] of [
      [1, 0],
      [2, 0.5641896],
      [3, 0.8462844],
      [10, 1.5387527],
      [100, 2.5075936],
    ] as const)
      expect(bestOfNNormal(n)).toBeCloseTo(want, 6);
  });

  it("equals the mean over all subsets, equal proxies broken at random", () => {
    const { proxy, gold, brute } = golden.bestOfN;
    const samples = proxy.map((p, i) => ({ proxy: p, gold: gold[i] ?? NaN }));
    for (const [n = 0, want] of brute) expect(bestOfNReward(samples, n)).toBeCloseTo(want ?? NaN, 12);
    expect(() => bestOfNReward(samples, 10)).toThrow(/between 1 and the 9 samples, got 10/);
  });
});
