// Statistics without an interval of their own, and tests: what they find is the truth, as closely as the data allow.
import { describe, expect, it } from "vitest";
import { accuracy } from "./accuracy";
import { fitBradleyTerry, type PairedJudgment } from "./bradley-terry";
import { dawidSkene } from "./dawid-skene";
import type { Outcome } from "./interval";
import { mcnemar } from "./mcnemar";
import { sigmoid } from "./paired-link";
import { percentAgreement } from "./percent-agreement";
import type { Rating } from "./ratings";
import { sampleSize } from "./sample-size";
import { seededUniform } from "./seeded-uniform";
import { sideBias } from "./side-bias";
import { coverageOf, drawIndex, holds, outcomeOf } from "./simulation";
import { normalQuantile } from "./special-functions";

const RUNS = 2000;
const THREE = 3; // standard errors
const ITEMS = 300;

/** Mean error and root mean square error of an estimate over the runs. */
function errors(estimates: readonly number[], truth: number): { bias: number; rms: number } {
  const bias = estimates.reduce((sum, x) => sum + x - truth, 0) / estimates.length;
  return { bias, rms: Math.sqrt(estimates.reduce((sum, x) => sum + (x - truth) ** 2, 0) / estimates.length) };
}

/**
 * Parameters within their error: no bias beyond a fifth of the error that remains when the true classes are known, and at
 * most 1.6 times that error.
 */
function expectRecovered(name: string, estimates: readonly number[], truth: number, itemsOfClass: number): void {
  const known = Math.sqrt((truth * (1 - truth)) / itemsOfClass);
  const { bias, rms } = errors(estimates, truth);
  console.log(
    `${name}: ${truth}, bias ${bias.toFixed(4)}, error ${rms.toFixed(4)}, with known classes ${known.toFixed(4)}`,
  );
  expect(Math.abs(bias), name).toBeLessThan(0.2 * known);
  expect(rms, name).toBeLessThan(1.6 * known);
}

type World = { prior: number[]; confusions: number[][][] };

function drawWorld({ prior, confusions }: World, uniform: () => number): { truth: number[]; ratings: Rating[] } {
  const truth = Array.from({ length: ITEMS }, () => drawIndex(prior, uniform));
  const ratings = truth.flatMap((t, item) =>
    confusions.map((rows, annotator) => ({ item, annotator, value: drawIndex(rows[t] ?? [], uniform) })),
  );
  return { truth, ratings };
}

describe("Dawid–Skene", () => {
  it.each([
    ["full", { prior: [0.6, 0.4], confusions: [[0.9, 0.8], [0.8, 0.85], [0.95, 0.7], [0.75, 0.8], [0.85, 0.9]].map(([a = 0, b = 0]) => [[a, 1 - a], [1 - b, b]]) }],
    ["one-coin", { prior: [0.5, 0.3, 0.2], confusions: [0.9, 0.8, 0.7, 0.85, 0.6].map((p) => [0, 1, 2].map((t) => [0, 1, 2].map((said) => (said === t ? p : (1 - p) / 2)))) }],
  ] as [("full" | "one-coin"), World][])("recovers prior and annotators (%s), and its posteriors are calibrated", (model, world) => {
    const uniform = seededUniform(4001);
    const found: number[][][] = world.confusions.map((rows) => rows.map(() => []));
    const prior: number[] = [];
    let [promised, right] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const { truth, ratings } = drawWorld(world, uniform);
      const fit = dawidSkene(ratings, { model, smoothing: 0, tolerance: 1e-8 });
      prior.push(fit.prior[0] ?? NaN);
      fit.annotators.forEach(({ annotator, confusion }) =>
        confusion.forEach((row, t) => found[Number(annotator)]?.[t]?.push(row[t] ?? NaN)),
      );
      for (const { item, posterior } of fit.items) {
        const best = posterior.indexOf(Math.max(...posterior));
        promised += posterior[best] ?? NaN;
        right += Number(truth[Number(item)] === fit.classes[best]);
      }
    }
    expectRecovered(`${model}, prior`, prior, world.prior[0] ?? NaN, ITEMS);
    world.confusions.forEach((rows, a) =>
      rows.forEach((row, t) => {
        const items = ITEMS * (model === "full" ? (world.prior[t] ?? 0) : 1); // one skill for all classes
        expectRecovered(`${model}, annotator ${a}, class ${t}`, found[a]?.[t] ?? [], row[t] ?? NaN, items);
      }),
    );
    console.log(`${model}: sure of ${((100 * promised) / (RUNS * ITEMS)).toFixed(2)} %, right in ${((100 * right) / (RUNS * ITEMS)).toFixed(2)} %`);
    expect(Math.abs(promised - right) / (RUNS * ITEMS)).toBeLessThan(0.01);
  });
}); // prettier-ignore

it("Rao–Kupper: ability and η from independent judgments", () => {
  const uniform = seededUniform(4002);
  const [abilities, eta] = [[0, 0.5, -0.4, 0.9], 1.6];
  let [ability, threshold] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    const judgments = Array.from({ length: 500 }, (): PairedJudgment => {
      const i = Math.floor(4 * uniform());
      const j = (i + 1 + Math.floor(3 * uniform())) % 4;
      const d = (abilities[i] ?? 0) - (abilities[j] ?? 0);
      const [wins, losses] = [sigmoid(d - Math.log(eta)), sigmoid(-d - Math.log(eta))];
      const drawn = drawIndex([losses, 1 - wins - losses, wins], uniform);
      return { left: `p${i}`, right: `p${j}`, outcome: outcomeOf(drawn / 2) };
    });
    const fit = fitBradleyTerry(judgments, { ties: "rao-kupper", baseline: "p0" });
    ability += holds(fit.items.find(({ name }) => name === "p3")?.interval ?? [NaN, NaN], 0.9);
    threshold += holds(fit.tie?.interval ?? [NaN, NaN], eta);
  }
  expect(Math.abs(coverageOf("Rao–Kupper ability", ability, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
  expect(Math.abs(coverageOf("Rao–Kupper η", threshold, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
});

it("tests of position: 5 % false positives, of McNemar's test, of the side overall, of any annotator flagged", () => {
  const uniform = seededUniform(4003);
  let [exact, asymptotic, overall, flagged] = [0, 0, 0, 0];
  for (let run = 0; run < RUNS; run++) {
    let [b, c] = [0, 0];
    for (let i = 0; i < 400; i++) {
      if (uniform() < 0.5) continue; // the two agree
      if (uniform() < 0.5) b++;
      else c++;
    }
    const test = mcnemar(b, c);
    exact += Number(test.exactPValue <= 0.05);
    asymptotic += Number(test.pValue <= 0.05);
    const outcomes = Array.from({ length: 900 }, (_, i) => ({
      annotator: i % 15,
      outcome: outcomeOf(uniform() < 0.1 ? 0.5 : uniform() < 0.5 ? 1 : 0),
    }));
    const bias = sideBias(outcomes);
    overall += Number(bias.pValue <= 0.05);
    flagged += Number(bias.annotators.some((annotator) => annotator.flagged));
  }
  const from5 = (name: string, hits: number) => coverageOf(name, hits, { runs: RUNS, wanted: 0.05 });
  expect(Math.abs(from5("McNemar", asymptotic))).toBeLessThanOrEqual(THREE);
  expect(from5("McNemar, exact", exact)).toBeLessThanOrEqual(THREE);
  expect(Math.abs(from5("side, overall", overall))).toBeLessThanOrEqual(THREE);
  expect(from5("side, any annotator flagged", flagged)).toBeLessThanOrEqual(THREE);
});

it("percent agreement and a scorer's accuracy, by bootstrap over items and prompts", () => {
  const uniform = seededUniform(4004);
  let [agreement, accurate] = [0, 0];
  const skill = 0.7;
  const truly = skill ** 2 + 2 * skill * (1 - skill) * 0.5 + (1 - skill) ** 2 * 0.5; // two of two classes, guesses even
  for (let run = 0; run < RUNS; run++) {
    const ratings = Array.from({ length: 150 }, (_, item) => {
      const truth = Math.floor(2 * uniform());
      const said = () => (uniform() < skill ? truth : Math.floor(2 * uniform()));
      return [0, 1, 2].map((annotator) => ({ item, annotator, value: said() }));
    }).flat();
    agreement += holds(percentAgreement(ratings, { uniform }).interval ?? [NaN, NaN], truly);
    const pairs = Array.from({ length: 300 }, (_, i) => {
      const outcome: Outcome = uniform() < 0.1 ? 0.5 : uniform() < 0.5 ? 1 : 0;
      const sign = uniform() < 0.7 ? 1 : -1;
      return { margin: sign * (outcome - 0.5), outcome, cluster: i % 150 };
    });
    accurate += holds(accuracy(pairs, { uniform }).interval, 0.7);
  }
  expect(Math.abs(coverageOf("percent agreement", agreement, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
  expect(Math.abs(coverageOf("accuracy of a scorer", accurate, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
});

it("sample size keeps its power when four judgments of a prompt depend on each other", () => {
  const uniform = seededUniform(4005);
  const [rate, k, correlation] = [0.58, 4, 0.25];
  const { prompts, designEffect } = sampleSize({ winRate: rate, judgmentsPerPrompt: k, correlation });
  expect(designEffect).toBe(1.75);
  const runs = 20_000;
  let [found, naive] = [0, 0];
  for (let run = 0; run < runs; run++) {
    let sum = 0;
    for (let prompt = 0; prompt < prompts; prompt++) {
      const common = uniform() < rate ? 1 : 0;
      for (let i = 0; i < k; i++) sum += uniform() < Math.sqrt(correlation) ? common : uniform() < rate ? 1 : 0;
    }
    const z = Math.abs(sum - (prompts * k) / 2) / Math.sqrt((prompts * k) / 4);
    if (z > normalQuantile(0.975) * Math.sqrt(designEffect)) found++;
    if (z > normalQuantile(0.975) * designEffect) naive++; // a design effect counted twice loses power (control)
  }
  coverageOf("power with design effect", found, { runs, wanted: 0.8 });
  expect(found / runs).toBeGreaterThanOrEqual(0.79);
  expect(found / runs).toBeLessThanOrEqual(0.82);
  expect(naive / runs).toBeLessThan(0.7);
});
