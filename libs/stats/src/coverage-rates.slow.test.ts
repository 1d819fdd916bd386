import { expect, it } from "vitest";
import { cohenKappa } from "./cohen-kappa";
import { goldScore } from "./gold-score";
import { krippendorffAlpha } from "./krippendorff-alpha";
import { lengthControlledWinRate } from "./length-controlled";
import { sigmoid } from "./paired-link";
import { jeffreysInterval, wilsonInterval } from "./proportion-interval";
import type { Rating } from "./ratings";
import { sampleSize } from "./sample-size";
import { seededUniform } from "./seeded-uniform";
import { coverageOf, drawIndex, drawNormal, holds, outcomeOf } from "./simulation";
import { normalQuantile } from "./special-functions";
import { temperatureScaling } from "./temperature-scaling";
import { pairedDifference, winRate } from "./win-rate";

const RUNS = 2000;
const THREE = 3; // standard errors

it("win rate, clustered by prompt, and the paired difference of two policies", () => {
  const uniform = seededUniform(1001);
  let rate = 0;
  let difference = 0;
  for (let run = 0; run < RUNS; run++) {
    const first: { outcome: 0 | 0.5 | 1; cluster: number }[] = [];
    const second: typeof first = [];
    for (let cluster = 0; cluster < 200; cluster++) {
      const tilt = uniform() - 0.5; // a prompt's own win probability; the means stay 0.6 and 0.5
      for (let k = 0; k < 3; k++) {
        const draw = (mean: number): 0 | 0.5 | 1 =>
          outcomeOf(uniform() < 0.2 ? 0.5 : uniform() < mean + 0.7 * tilt ? 1 : 0);
        first.push({ outcome: draw(0.625), cluster });
        second.push({ outcome: draw(0.5), cluster });
      }
    }
    rate += holds(winRate(first, { uniform }).interval, 0.6);
    difference += holds(pairedDifference(first, second, { uniform }).interval, 0.1);
  }
  expect(Math.abs(coverageOf("win rate", rate, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
  expect(Math.abs(coverageOf("paired difference", difference, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
});

it("Wilson and Jeffreys over random proportions, and the gold score's lower 5 %", () => {
  const uniform = seededUniform(1002);
  const runs = 20_000;
  let [wilson, jeffreys, gold] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const p = uniform();
    let successes = 0;
    for (let i = 0; i < 60; i++) successes += uniform() < p ? 1 : 0;
    wilson += holds(wilsonInterval(successes, 60), p);
    if (run >= RUNS) continue; // bisection is slow
    jeffreys += holds(jeffreysInterval(successes, 60), p);
    gold += goldScore({ correct: successes, wrong: 60 - successes }, { threshold: 0.7 }).lower <= p ? 1 : 0;
  }
  expect(Math.abs(coverageOf("Wilson", wilson, { runs }))).toBeLessThanOrEqual(THREE + 1.5); // discrete: 95.2 % in truth
  expect(Math.abs(coverageOf("Jeffreys", jeffreys, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
  expect(Math.abs(coverageOf("gold score", gold, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
});

it("length-controlled win rate and the effect of length", () => {
  const uniform = seededUniform(1003);
  let rate = 0;
  let effect = 0;
  for (let run = 0; run < RUNS; run++) {
    const rows = Array.from({ length: 120 }, (_, cluster) => {
      const length = uniform() < 0.7 ? 1 : -1; // ± one spread: tanh is the same for all, so that its scale is known
      const outcome = outcomeOf(uniform() < sigmoid(-0.3 + 0.8 * length) ? 1 : 0);
      return { lengthDifference: 100 * length, outcome, cluster };
    });
    const sd = 100 * Math.sqrt(1 - (rows.reduce((s, r) => s + r.lengthDifference / 100, 0) / rows.length) ** 2);
    const got = lengthControlledWinRate(rows, { uniform, resamples: 600 });
    rate += holds(got.interval, sigmoid(-0.3));
    effect += holds(got.lengthEffect.interval, 0.8 / Math.tanh(100 / sd));
  }
  expect(Math.abs(coverageOf("length-controlled rate", rate, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
  expect(Math.abs(coverageOf("length effect", effect, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
});

/** Three annotators who see the truth with probability 0.7, else any of three values; a fifth of the ratings missing. */
function drawRatings(items: number, uniform: () => number): Rating[] {
  return Array.from({ length: items }, (_, item) => {
    const truth = drawIndex([5, 3, 2], uniform);
    return [0, 1, 2].flatMap((annotator) => {
      const value = uniform() < 0.7 ? truth : drawIndex([1, 1, 1], uniform);
      return annotator > 0 && uniform() < 0.2 ? [] : [{ item, annotator, value }];
    });
  }).flat();
}

it("Krippendorff's α by bootstrap over items, Cohen's κ by its large-sample error", () => {
  const uniform = seededUniform(1004);
  const pairsOf = (ratings: Rating[]): [number, number][] => {
    const first = new Map(ratings.filter((r) => r.annotator === 0).map((r) => [r.item, r.value]));
    return ratings.filter((r) => r.annotator === 1).map((r): [number, number] => [first.get(r.item) ?? NaN, r.value]);
  };
  const many = drawRatings(400_000, uniform);
  const alpha = krippendorffAlpha(many, { metric: "ordinal" }).alpha ?? NaN;
  const kappa = cohenKappa(pairsOf(many), { weights: "quadratic" }).kappa ?? NaN;
  let [alphas, kappas] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    const ratings = drawRatings(150, uniform);
    alphas += holds(
      krippendorffAlpha(ratings, { metric: "ordinal", bootstrap: { uniform } }).interval ?? [0, 0],
      alpha,
    );
    kappas += holds(cohenKappa(pairsOf(drawRatings(300, uniform)), { weights: "quadratic" }).interval ?? [0, 0], kappa);
  }
  expect(Math.abs(coverageOf("Krippendorff's α", alphas, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
  expect(Math.abs(coverageOf("Cohen's weighted κ", kappas, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
});

it("temperature, with judgments copied within prompts", () => {
  const uniform = seededUniform(1005);
  let hits = 0;
  for (let run = 0; run < RUNS; run++) {
    const pairs = Array.from({ length: 250 }, (_, cluster) => {
      const margin = 2 * drawNormal(uniform);
      const outcome = uniform() < sigmoid(margin / 1.7) ? 1 : 0;
      return Array.from({ length: 1 + (cluster % 3) }, () => ({ margin, outcome, cluster }));
    }).flat();
    hits += holds(temperatureScaling(pairs).interval ?? [0, 0], 1.7);
  }
  expect(Math.abs(coverageOf("temperature", hits, { runs: RUNS }))).toBeLessThanOrEqual(THREE);
});

it("sample size has the power it promises, with ties", () => {
  const uniform = seededUniform(1006);
  const [rate, tieRate] = [0.58, 0.3];
  const { judgments } = sampleSize({ winRate: rate, tieRate });
  const reach = normalQuantile(0.975) * Math.sqrt(((1 - tieRate) / 4) * judgments);
  const winning = rate - tieRate / 2;
  const runs = 20_000;
  let found = 0;
  for (let run = 0; run < runs; run++) {
    let sum = 0;
    for (let i = 0; i < judgments; i++) {
      const u = uniform();
      sum += u < tieRate ? 0.5 : u < tieRate + winning ? 1 : 0;
    }
    if (Math.abs(sum - judgments / 2) > reach) found++;
  }
  coverageOf("power", found, { runs, wanted: 0.8 }); // 81.1 % in truth: sums move in steps of ½
  expect(found / runs).toBeGreaterThanOrEqual(0.8);
  expect(found / runs).toBeLessThanOrEqual(0.825);
});
