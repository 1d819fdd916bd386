import { describe, expect, it } from "vitest";
import { fitBradleyTerry, type PairedJudgment } from "./bradley-terry";
import { fitCrowdBradleyTerry } from "./crowd-bradley-terry";
import { fitOverOptimization, overOptimizationCurve } from "./over-optimization";
import { sigmoid } from "./paired-link";
import { fitPlackettLuce } from "./plackett-luce";
import { fitPowerLaw } from "./power-law";
import type { RankedItem } from "./ranked-items";
import { seededUniform } from "./seeded-uniform";
import { coverageOf, drawNormal, drawPairedJudgments, holds, outcomeOf } from "./simulation";
import { normalQuantile } from "./special-functions";
import { fitStrengthModel, type GradedJudgment } from "./strength-model";

const RUNS = 2000;
const THREE = 3; // standard errors
const ABILITIES = [0, 0.5, -0.4, 0.9];

/** Whether the interval of p3 holds its ability relative to p0. */
const holdsLast = (items: readonly RankedItem[]): number =>
  holds(items.find(({ name }) => name === "p3")?.interval ?? [NaN, NaN], 0.9);

function expectCovered(name: string, hits: number): void {
  expect(Math.abs(coverageOf(name, hits, { runs: RUNS })), name).toBeLessThanOrEqual(THREE);
}

it("Davidson: ability, ν and position effect from independent judgments", () => {
  const uniform = seededUniform(2001);
  let [ability, nu, gamma] = [0, 0, 0];
  for (let run = 0; run < RUNS; run++) {
    const truth = { abilities: ABILITIES, nu: 0.7, gamma: 0.15 };
    const fit = fitBradleyTerry(drawPairedJudgments(truth, { count: 600, prompts: 100, uniform }), {
      baseline: "p0",
      position: true,
    });
    ability += holdsLast(fit.items);
    nu += holds(fit.tie?.interval ?? [0, 0], 0.7);
    gamma += holds(fit.position?.interval ?? [0, 0], 0.15);
  }
  expectCovered("Davidson ability", ability);
  expectCovered("Davidson ν", nu);
  expectCovered("position effect γ", gamma);
});

type Crowd = { prompts: number; annotators: number; share: { prompt: number; annotator: number } };

/**
 * Answers whose latent normals share a part within a prompt and a part within an annotator, by pair, so that every
 * single judgment has exactly the model's probabilities. `thresholds` are the cumulative logit's, ascending.
 */
function drawDependent(
  { prompts, annotators, share }: Crowd,
  { thresholds, count, uniform }: { thresholds: readonly number[]; count: number; uniform: () => number },
): GradedJudgment[] {
  const latent = new Map<string, number>();
  const shared = (key: string): number => {
    const z = latent.get(key) ?? drawNormal(uniform);
    latent.set(key, z);
    return z;
  };
  const own = Math.sqrt(1 - share.prompt - share.annotator);
  return Array.from({ length: count }, (_, k) => {
    const i = Math.floor(uniform() * ABILITIES.length);
    const j = (i + 1 + Math.floor(uniform() * (ABILITIES.length - 1))) % ABILITIES.length;
    const [low, high] = i < j ? [i, j] : [j, i];
    const cluster = k % prompts;
    const annotator = Math.floor(uniform() * annotators);
    const z =
      Math.sqrt(share.prompt) * shared(`p${cluster}:${low}:${high}`) +
      Math.sqrt(share.annotator) * shared(`a${annotator}:${low}:${high}`) +
      own * drawNormal(uniform);
    const side = i < j ? z : -z; // large: the left side is liked
    const d = (ABILITIES[i] ?? 0) - (ABILITIES[j] ?? 0);
    const category = thresholds.filter((tau) => side > quantileAt(tau - d)).length;
    return { left: `p${i}`, right: `p${j}`, strength: category - thresholds.length / 2, cluster, annotator };
  });
}

const quantiles = new Map<number, number>();
function quantileAt(logit: number): number {
  const known = quantiles.get(logit) ?? normalQuantile(sigmoid(logit));
  quantiles.set(logit, known);
  return known;
}

const asOutcome = ({ strength, ...rest }: GradedJudgment): PairedJudgment => {
  return { ...rest, outcome: outcomeOf((1 + Math.sign(strength)) / 2) };
};

describe("dependent judgments", () => {
  it("Rao–Kupper and the sandwich by prompt, where the model's own errors are too small", () => {
    const uniform = seededUniform(2002);
    const crowd: Crowd = { prompts: 60, annotators: 1000, share: { prompt: 0.7, annotator: 0 } };
    let [clustered, naive] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const judgments = drawDependent(crowd, { thresholds: [-0.5, 0.5], count: 1200, uniform }).map(asOutcome);
      const options = { ties: "rao-kupper", baseline: "p0" } as const;
      clustered += holdsLast(fitBradleyTerry(judgments, { ...options, covariance: "prompt" }).items);
      naive += holdsLast(fitBradleyTerry(judgments, options).items);
    }
    expect(coverageOf("Rao–Kupper, errors of independence (control)", naive, { runs: RUNS })).toBeLessThan(-10);
    expectCovered("Rao–Kupper, by prompt", clustered);
  });

  it("cumulative logit and the two-way sandwich, where clustering by prompt alone is too small", () => {
    const uniform = seededUniform(2003);
    const crowd: Crowd = { prompts: 150, annotators: 80, share: { prompt: 0.3, annotator: 0.4 } };
    let [both, prompt] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const judgments = drawDependent(crowd, { thresholds: [-1.8, -0.6, 0.6, 1.8], count: 1200, uniform });
      const fit = (covariance: "prompt" | "prompt-and-annotator"): number =>
        holdsLast(fitStrengthModel(judgments, { covariance, baseline: "p0" }).items);
      both += fit("prompt-and-annotator");
      prompt += fit("prompt");
    }
    expect(coverageOf("strength, by prompt only (control)", prompt, { runs: RUNS })).toBeLessThan(-THREE);
    expectCovered("strength, by prompt and annotator", both);
  });
});

it("cumulative logit: ability and threshold from independent judgments", () => {
  const uniform = seededUniform(2004);
  const crowd: Crowd = { prompts: 100, annotators: 10, share: { prompt: 0, annotator: 0 } };
  let [ability, threshold] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    const fit = fitStrengthModel(drawDependent(crowd, { thresholds: [-1.8, -0.6, 0.6, 1.8], count: 500, uniform }), {
      baseline: "p0",
    });
    ability += holdsLast(fit.items);
    threshold += holds(fit.thresholds[1]?.interval ?? [0, 0], 1.8);
  }
  expectCovered("strength, ability", ability);
  expectCovered("strength, threshold", threshold);
});

it("Plackett–Luce from rankings of three of four", () => {
  const uniform = seededUniform(2005);
  let hits = 0;
  for (let run = 0; run < RUNS; run++) {
    const rankings = Array.from({ length: 200 }, (_, cluster) => {
      const skipped = cluster % 4;
      const noisy = ABILITIES.map((theta, item) => ({ item, z: theta - Math.log(-Math.log(1 - uniform())) }));
      const order = noisy.filter(({ item }) => item !== skipped).sort((a, b) => b.z - a.z);
      return { ranking: order.map(({ item }) => `p${item}`), cluster };
    });
    hits += holdsLast(fitPlackettLuce(rankings, { baseline: "p0" }).items);
  }
  expectCovered("Plackett–Luce", hits);
});

it("crowd-BT: ability, and quality to within a few points, of annotators drawn from the prior", () => {
  const uniform = seededUniform(2006);
  let [ability, error, square] = [0, 0, 0];
  for (let run = 0; run < RUNS; run++) {
    // the tenth of eleven uniforms is Beta(10, 2)
    const drawQuality = (): number => Array.from({ length: 11 }, uniform).sort((a, b) => a - b)[9] ?? NaN;
    const qualities = Array.from({ length: 6 }, drawQuality);
    const judgments = Array.from({ length: 4000 }, (): PairedJudgment => {
      const [i, annotator] = [Math.floor(uniform() * 4), Math.floor(uniform() * 6)];
      const j = (i + 1 + Math.floor(uniform() * 3)) % 4;
      const p = sigmoid(2 * ((ABILITIES[i] ?? 0) - (ABILITIES[j] ?? 0)));
      const eta = qualities[annotator] ?? 0;
      const outcome = outcomeOf(uniform() < eta * p + (1 - eta) * (1 - p) ? 1 : 0);
      return { left: `p${i}`, right: `p${j}`, outcome, annotator };
    });
    const fit = fitCrowdBradleyTerry(judgments, { baseline: "p0" });
    ability += holds(fit.items.find(({ name }) => name === "p3")?.interval ?? [0, 0], 1.8);
    const quality = fit.annotators.find(({ annotator }) => annotator === 3)?.quality ?? NaN;
    error += (quality - (qualities[3] ?? NaN)) / RUNS;
    square += (quality - (qualities[3] ?? NaN)) ** 2 / RUNS;
  }
  expectCovered("crowd-BT ability", ability);
  console.log(`crowd-BT quality: mean error ${error.toFixed(4)}, root mean square ${Math.sqrt(square).toFixed(4)}`);
  expect(Math.abs(error)).toBeLessThan(0.03); // the posterior’s maximum lies about two points low
  expect(Math.sqrt(square)).toBeLessThan(0.05);
});

it("power law: exponent and floor, with known and with unknown errors", () => {
  const uniform = seededUniform(2007);
  let [known, unknown, floor] = [0, 0, 0];
  for (let run = 0; run < RUNS; run++) {
    const points = Array.from({ length: 10 }, (_, k) => {
      const size = 250 * 2 ** k;
      return { size, value: 12 * size ** -0.6 + 0.15 + 0.004 * drawNormal(uniform) };
    });
    const fit = fitPowerLaw(points.map((p) => ({ ...p, standardError: 0.004 })));
    known += holds(fit.exponentInterval, 0.6);
    floor += holds(fit.floorInterval, 0.15);
    unknown += holds(fitPowerLaw(points).exponentInterval, 0.6);
  }
  expectCovered("power law, exponent, known errors", known);
  expectCovered("power law, exponent, unknown errors", unknown);
  expectCovered("power law, floor", floor);
});

it("Gao's forms: coefficient and peak over 200 points", () => {
  const uniform = seededUniform(2008);
  const truth = { form: "best-of-n", alpha: 1.3, beta: 0.25 } as const;
  let [beta, peak] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    const points = Array.from({ length: 200 }, () => {
      const distance = 4 * uniform();
      return { distance, reward: overOptimizationCurve(truth, distance) + 0.1 * drawNormal(uniform) };
    });
    const fit = fitOverOptimization(points, { form: "best-of-n", uniform });
    beta += holds(fit.betaInterval, 0.25);
    peak += holds(fit.peakDistanceInterval, 2.6);
  }
  expectCovered("Gao β", beta);
  expectCovered("Gao peak", peak);
});
