import { describe, expect, it } from "vitest";
import golden from "../golden/stats_second.json" with { type: "json" };
import { fitBradleyTerry } from "./bradley-terry";
import { expandRanking } from "./expand-ranking";
import { fitPlackettLuce, type Ranking } from "./plackett-luce";

const { rankings, params, se, logLikelihood } = golden.plackettLuce;
const shown: Ranking[] = rankings.map(({ order, chosen }, cluster) => {
  const names = order.map((item) => `p${item}`);
  return { ranking: names.slice(0, chosen), rest: names.slice(chosen), cluster };
});

describe("fitPlackettLuce", () => {
  it("equals SciPy's maximum and its curvature, with partial rankings and best-of-K", () => {
    const fit = fitPlackettLuce(shown, { ridge: 0, baseline: "p0" });
    params.forEach((want, i) => {
      const item = fit.items.find(({ name }) => name === `p${i + 1}`);
      expect(item?.ability).toBeCloseTo(want, 5);
      expect(item?.standardError).toBeCloseTo(se[i] ?? NaN, 4);
    });
    expect(fit.logLikelihood).toBeCloseTo(logLikelihood, 8);
  });

  it("is Bradley–Terry for rankings of two, clustered errors included", () => {
    const pairs = shown.flatMap(({ ranking: [a, b], cluster }) =>
      a === undefined || b === undefined ? [] : [{ ranking: [a, b], cluster: Number(cluster) % 20 }],
    );
    const judgments = pairs.map(({ ranking: [left = "", right = ""], cluster }) => {
      return { left, right, outcome: 1 as const, cluster };
    });
    const options = { ridge: 0.1, covariance: "prompt" } as const;
    const [ranked, paired] = [fitPlackettLuce(pairs, options), fitBradleyTerry(judgments, options)];
    ranked.items.forEach((item, i) => {
      expect(item.ability).toBeCloseTo(paired.items[i]?.ability ?? NaN, 9);
      expect(item.standardError).toBeCloseTo(paired.items[i]?.standardError ?? NaN, 9);
    });
    expect(ranked.components).toEqual(paired.components);
  });

  it("refuses repeated items and unconnected rankings without a ridge", () => {
    expect(() => fitPlackettLuce([{ ranking: ["a", "b", "a"] }])).toThrow(/different items, got "a > b > a"/);
    expect(() => fitPlackettLuce([{ ranking: ["a", "b"] }], { ridge: 0 })).toThrow(/connected win graph/);
  });
});

describe("expandRanking", () => {
  it("makes K(K−1)/2 pairs that weigh K − 1 together, in the order shown", () => {
    const pairs = expandRanking({ ranking: ["a", "b", "c"], shown: ["c", "a", "b"], cluster: 7 });
    expect(pairs.map(({ left, right, outcome }) => [left, right, outcome])).toEqual([
      ["a", "b", 1],
      ["c", "a", 0],
      ["c", "b", 0],
    ]);
    expect(pairs.reduce((sum, { weight = 0 }) => sum + weight, 0)).toBeCloseTo(2, 15);
    expect(pairs.every(({ cluster }) => cluster === 7)).toBe(true);
  });
});
