import { expect, it } from "vitest";
import golden from "../golden/stats_first.json" with { type: "json" };
import { fitBradleyTerry } from "./bradley-terry";
import { fitStrengthModel, type GradedJudgment } from "./strength-model";
import { outcomeOf } from "./simulation";

const { strengths, params, thresholds, logLikelihood } = golden.strength;
const judgments: GradedJudgment[] = golden.bradleyTerry.judgments.map(({ left, right, cluster }, i) => {
  return { left, right, cluster, strength: strengths[i] ?? 0 };
});

it("equals SciPy's minimum of the symmetric cumulative logit", () => {
  const fit = fitStrengthModel(judgments, { ridge: 0, baseline: "p0", position: true });
  for (const [i, want] of params.slice(0, 4).entries()) {
    expect(fit.items.find(({ name }) => name === `p${i + 1}`)?.ability).toBeCloseTo(want, 5);
  }
  expect(fit.position?.value).toBeCloseTo(params[4] ?? NaN, 5);
  fit.thresholds.forEach(({ value }, i) => expect(value).toBeCloseTo(thresholds[i] ?? NaN, 5));
  expect(fit.thresholds.map(({ between }) => between)).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  expect(fit.logLikelihood).toBeCloseTo(logLikelihood, 8);
});

it("is Rao and Kupper's model for win, tie and loss, whatever the one strength is called", () => {
  const coarse = judgments.map((j) => ({ ...j, strength: 2 * Math.sign(j.strength) }));
  const plain = judgments.map((j) => ({ ...j, outcome: outcomeOf((1 + Math.sign(j.strength)) / 2) }));
  const [graded, ties] = [fitStrengthModel(coarse), fitBradleyTerry(plain, { ties: "rao-kupper" })];
  graded.items.forEach(({ ability }, i) => expect(ability).toBeCloseTo(ties.items[i]?.ability ?? NaN, 9));
  expect(Math.exp(graded.thresholds[0]?.value ?? NaN)).toBeCloseTo(ties.tie?.value ?? NaN, 9);
});

it("is Bradley–Terry when all strengths are one", () => {
  const plain = judgments.filter((j) => j.strength !== 0).map((j) => ({ ...j, strength: Math.sign(j.strength) }));
  const wins = plain.map((j) => ({ ...j, outcome: outcomeOf((1 + j.strength) / 2) }));
  const [graded, pairs] = [fitStrengthModel(plain), fitBradleyTerry(wins)];
  expect(graded.thresholds).toEqual([]);
  graded.items.forEach(({ ability }, i) => expect(ability).toBeCloseTo(pairs.items[i]?.ability ?? NaN, 9));
});

it("keeps abilities when sides and signs swap", () => {
  const swapped = judgments.map((j) => ({ ...j, left: j.right, right: j.left, strength: -j.strength }));
  const [one, other] = [judgments, swapped].map((js) => fitStrengthModel(js, { baseline: "p0" }));
  for (const { name, ability } of one?.items ?? []) {
    expect(other?.items.find((item) => item.name === name)?.ability).toBeCloseTo(ability, 9);
  }
});

it("refuses ties only and strengths between the steps", () => {
  expect(() => fitStrengthModel([{ left: "a", right: "b", strength: 0 }])).toThrow(/ties only/);
  expect(() => fitStrengthModel([{ left: "a", right: "b", strength: 0.5 }])).toThrow(/whole number, got 0.5/);
});
