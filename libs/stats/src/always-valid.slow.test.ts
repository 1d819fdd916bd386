import { expect, it } from "vitest";
import { alwaysValidPairs } from "./always-valid-pairs";
import { benjaminiHochberg } from "./benjamini-hochberg";
import { betaMixtureSequence, bettingSequence } from "./confidence-sequence";
import { signTest } from "./mcnemar";
import { wilsonInterval } from "./proportion-interval";
import { seededUniform } from "./seeded-uniform";
import { coverageOf } from "./simulation";

const RUNS = 2000;

it("looking after every one of 2 000 judgments rejects a true ½ in at most 5 % of runs; a fixed-n interval in many", () => {
  const uniform = seededUniform(3001);
  let [mixture, betting, fixed] = [0, 0, 0];
  for (let run = 0; run < RUNS; run++) {
    const outcomes = Array.from({ length: 2000 }, () => (uniform() < 0.5 ? 1 : 0) satisfies 0 | 1);
    if (betaMixtureSequence(outcomes).pValue <= 0.05) mixture++;
    if (bettingSequence(outcomes).pValue <= 0.05) betting++;
    let wins = 0;
    const peeked = outcomes.some((outcome, i) => {
      wins += outcome;
      if ((i + 1) % 50 !== 0) return false;
      const [low, high] = wilsonInterval(wins, i + 1);
      return low > 0.5 || high < 0.5;
    });
    if (peeked) fixed++;
  }
  expect(coverageOf("beta mixture, false positives", mixture, { runs: RUNS, wanted: 0.05 })).toBeLessThanOrEqual(0);
  expect(coverageOf("betting, false positives", betting, { runs: RUNS, wanted: 0.05 })).toBeLessThanOrEqual(0);
  expect(coverageOf("Wilson every 50 (control)", fixed, { runs: RUNS, wanted: 0.05 })).toBeGreaterThan(20);
});

it("the betting interval holds the mean at all times in at least 95 % of runs, with ties and away from ½", () => {
  const uniform = seededUniform(3002);
  for (const [win, tie] of [[0.3, 0.4], [0.75, 0.1], [0.02, 0.01]] as const) {
    const mean = win + tie / 2;
    let missed = 0;
    for (let run = 0; run < RUNS; run++) {
      const values = Array.from({ length: 600 }, () => {
        const u = uniform();
        return u < win ? 1 : u < win + tie ? 0.5 : 0;
      });
      if (bettingSequence(values, { null: mean }).pValue <= 0.05) missed++; // the same as leaving the interval once
    }
    expect(coverageOf(`betting at mean ${mean}, missed`, missed, { runs: RUNS, wanted: 0.05 })).toBeLessThanOrEqual(0);
  }
}); // prettier-ignore

it("many pairs, stopped at the first discovery: the false discovery rate stays below 5 %", () => {
  const uniform = seededUniform(3003);
  let rate = 0;
  let wrongIntervals = 0;
  for (let run = 0; run < RUNS; run++) {
    const truths = [0.5, 0.5, 0.5, 0.5, 0.62];
    const values: number[][] = truths.map(() => []);
    for (let look = 0; look < 10; look++) {
      truths.forEach((p, i) => {
        for (let k = 0; k < 30; k++) values[i]?.push(uniform() < p ? 1 : 0);
      });
      const tested = alwaysValidPairs(values.map((list, i) => ({ name: `${i}`, values: list })));
      const found = tested.filter(({ discovered }) => discovered);
      if (found.length === 0 && look < 9) continue;
      rate += found.filter(({ name }) => name !== "4").length / Math.max(1, found.length) / RUNS;
      const misses = tested.some(({ interval: [low, high] }, i) => low > (truths[i] ?? 0) || high < (truths[i] ?? 0));
      if (misses) wrongIntervals++;
      break;
    }
  }
  console.log(`e-BH under stopping: false discovery rate ${(100 * rate).toFixed(2)} %`);
  expect(rate).toBeLessThanOrEqual(0.05);
  expect(coverageOf("joint intervals missed", wrongIntervals, { runs: RUNS, wanted: 0.05 })).toBeLessThanOrEqual(0);
});

it("Benjamini–Hochberg over twenty annotators, four of them biased, keeps the false discovery rate below 5 %", () => {
  const uniform = seededUniform(3004);
  let rate = 0;
  let found = 0;
  for (let run = 0; run < RUNS; run++) {
    const pValues = Array.from({ length: 20 }, (_, a) => {
      let wins = 0;
      for (let i = 0; i < 100; i++) wins += uniform() < (a < 4 ? 0.7 : 0.5) ? 1 : 0;
      return signTest(wins, 100);
    });
    const { rejected } = benjaminiHochberg(pValues);
    const all = rejected.filter(Boolean).length;
    rate += rejected.slice(4).filter(Boolean).length / Math.max(1, all) / RUNS;
    found += rejected.slice(0, 4).filter(Boolean).length / (4 * RUNS);
  }
  console.log(`Benjamini–Hochberg: false ${(100 * rate).toFixed(2)} %, found ${(100 * found).toFixed(1)} %`);
  expect(rate).toBeLessThanOrEqual(0.05);
  expect(found).toBeGreaterThan(0.8);
});
