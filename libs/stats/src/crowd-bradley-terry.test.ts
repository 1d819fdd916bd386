import { describe, expect, it } from "vitest";
import golden from "../golden/stats_second.json" with { type: "json" };
import { fitBradleyTerry, type PairedJudgment } from "./bradley-terry";
import { fitCrowdBradleyTerry } from "./crowd-bradley-terry";
import { sigmoid } from "./paired-link";
import { seededUniform } from "./seeded-uniform";
import { outcomeOf } from "./simulation";

const judgments: PairedJudgment[] = golden.crowd.judgments.map((j) => ({ ...j, outcome: outcomeOf(j.outcome) }));

describe("fitCrowdBradleyTerry", () => {
  it("equals SciPy's maximum of the posterior and its curvature", () => {
    const fit = fitCrowdBradleyTerry(judgments, { baseline: "p0" });
    golden.crowd.params.forEach((want, i) => {
      const item = fit.items.find(({ name }) => name === `p${i + 1}`);
      expect(item?.ability).toBeCloseTo(want, 4);
      expect(item?.standardError).toBeCloseTo(golden.crowd.se[i] ?? NaN, 3);
    });
    golden.crowd.qualities.forEach((want, a) =>
      expect(fit.annotators.find(({ annotator }) => annotator === a)?.quality).toBeCloseTo(want, 4),
    );
  });

  it("finds a reversed and a random annotator, and abilities that plain Bradley–Terry shrinks", () => {
    const uniform = seededUniform(51);
    const abilities = [0, 1.5, -1, 2.2];
    const qualities = [0.95, 0.95, 0.9, 0.5, 0.1];
    const drawn = Array.from({ length: 8000 }, (): PairedJudgment => {
      const [i, annotator] = [Math.floor(uniform() * 4), Math.floor(uniform() * 5)];
      const j = (i + 1 + Math.floor(uniform() * 3)) % 4;
      const p = sigmoid((abilities[i] ?? 0) - (abilities[j] ?? 0));
      const eta = qualities[annotator] ?? 0;
      const outcome = outcomeOf(uniform() < eta * p + (1 - eta) * (1 - p) ? 1 : 0);
      return { left: `p${i}`, right: `p${j}`, outcome, annotator };
    });
    const fit = fitCrowdBradleyTerry(drawn, { baseline: "p0" });
    const plain = fitBradleyTerry(drawn, { baseline: "p0" });
    for (const { name, ability, standardError } of fit.items) {
      const want = abilities[Number(name.slice(1))] ?? NaN;
      expect(Math.abs(ability - want)).toBeLessThanOrEqual(3 * standardError + 1e-12);
      const shrunk = plain.items.find((item) => item.name === name)?.ability ?? NaN;
      expect(Math.abs(shrunk)).toBeLessThanOrEqual(Math.abs(ability));
    }
    for (const { annotator, quality } of fit.annotators) {
      expect(Math.abs(quality - (qualities[Number(annotator)] ?? NaN))).toBeLessThan(0.06);
    }
  });

  it("asks for the annotator", () =>
    expect(() => fitCrowdBradleyTerry([{ left: "a", right: "b", outcome: 1 }])).toThrow(/name its annotator/));
});
