import { describe, expect, it } from "vitest";
import golden from "../golden/stats_second.json" with { type: "json" };
import { dawidSkene } from "./dawid-skene";
import type { Rating } from "./ratings";
import { seededUniform } from "./seeded-uniform";
import { drawIndex } from "./simulation";

// Table 1 of Dawid & Skene 1979: 45 patients; observer 1 three times, observers 2 to 5 once
const PATIENTS =
  "1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 1111111 2223212 1211111 " +
  "1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 1111111 1111111 1121121 " +
  "1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222";
const anaesthetists: Rating[] = PATIENTS.split(" ").flatMap((answers, item) =>
  [...answers].map((value, k) => ({ item, annotator: Math.max(1, k - 1), value: Number(value) })),
);
const print = (row: readonly number[] | undefined): string => (row ?? []).map((x) => x.toFixed(2)).join(" ");

describe("dawidSkene", () => {
  it("prints the paper's class shares and the error rates of observer 1", () => {
    const fit = dawidSkene(anaesthetists, { smoothing: 0 });
    expect(print(fit.prior)).toBe("0.40 0.42 0.11 0.07");
    expect(fit.annotators[0]?.confusion.map(print)).toEqual([
      "0.89 0.11 0.00 0.00",
      "0.07 0.88 0.05 0.00",
      "0.00 0.34 0.66 0.00",
      "0.00 0.00 0.56 0.44",
    ]);
    expect(fit.converged).toBe(true);
  });

  it("equals NumPy's EM of the one-coin model on ratings with gaps", () => {
    const { ratings, skill, prior, posteriors, logLikelihood } = golden.oneCoin;
    const list = ratings.flatMap((row, item) =>
      row.flatMap((value, annotator) => (value === null ? [] : [{ item, annotator, value }])),
    );
    const fit = dawidSkene(list, { model: "one-coin", smoothing: 0, tolerance: 1e-14 });
    skill.forEach((want, a) => expect(fit.annotators[a]?.confusion[0]?.[0]).toBeCloseTo(want, 4));
    prior.forEach((want, j) => expect(fit.prior[j]).toBeCloseTo(want, 4));
    fit.items.forEach(({ posterior }, u) => expect(posterior[0]).toBeCloseTo(posteriors[u]?.[0] ?? NaN, 3));
    expect(fit.logLikelihood).toBeCloseTo(logLikelihood, 6);
  });

  it("recovers confusion matrices and beats the majority where one annotator is biased", () => {
    const uniform = seededUniform(61);
    const truth = Array.from({ length: 1500 }, () => drawIndex([0.6, 0.4], uniform));
    const rows = [
      [[0.9, 0.1], [0.2, 0.8]],
      [[0.7, 0.3], [0.3, 0.7]],
      [[0.99, 0.01], [0.6, 0.4]],
    ]; // prettier-ignore
    const ratings = truth.flatMap((t, item) =>
      rows.map((confusion, annotator) => ({ item, annotator, value: drawIndex(confusion[t] ?? [], uniform) })),
    );
    const fit = dawidSkene(ratings);
    rows.forEach((confusion, a) =>
      confusion.forEach((row, j) =>
        expect(Math.abs((fit.annotators[a]?.confusion[j]?.[j] ?? 0) - (row[j] ?? 0))).toBeLessThan(0.08),
      ),
    );
    const right = (guess: (item: number) => number): number => truth.filter((t, item) => guess(item) === t).length;
    const votes = (item: number): number => ratings.filter((r) => r.item === item).reduce((n, r) => n + r.value, 0);
    const model = right((item) => ((fit.items[item]?.posterior[1] ?? 0) > 0.5 ? 1 : 0));
    expect(model).toBeGreaterThan(right((item) => (votes(item) >= 2 ? 1 : 0)));
  });

  it("keeps posteriors that sum to one, with and without smoothing, for a lone annotator too", () => {
    for (const smoothing of [0, 1]) {
      const fit = dawidSkene([...anaesthetists, { item: 99, annotator: "new", value: 4 }], { smoothing });
      for (const { posterior } of fit.items) expect(posterior.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    }
    expect(() => dawidSkene([])).toThrow(/at least one rating/);
  });
});
