import { expect, it } from "vitest";
import golden from "../golden/stats_first.json" with { type: "json" };
import { betaQuantile, chiSquaredTail, lnGamma, normalCdf, normalQuantile, regularizedBeta } from "./special-functions";

const { special } = golden;

/** |got − want| ≤ 1e-12 of want, or 1e-15. */
function expectNear(got: number | undefined, want: number | undefined): void {
  expect(Math.abs((got ?? NaN) - (want ?? NaN))).toBeLessThanOrEqual(1e-15 + 1e-12 * Math.abs(want ?? NaN));
}

it("equals SciPy's lnGamma, betainc, betaincinv, chi2.sf, norm.cdf and norm.ppf to 12 digits", () => {
  for (const [x = 0, want] of special.lnGamma) expectNear(lnGamma(x), want);
  for (const [x = 0, a = 0, b = 0, want] of special.regularizedBeta) expectNear(regularizedBeta(x, a, b), want);
  for (const [p = 0, a = 0, b = 0, want] of special.betaQuantile) expectNear(betaQuantile(p, a, b), want);
  for (const [x = 0, df = 0, want] of special.chiSquaredTail) expectNear(chiSquaredTail(x, df), want);
  for (const [z = 0, want] of special.normalCdf) expectNear(normalCdf(z), want);
  for (const [p = 0, want] of special.normalQuantile) expectNear(normalQuantile(p), want);
});
