import { describe, expect, it } from "vitest";
import golden from "../golden/stats_first.json" with { type: "json" };
import { krippendorffAlpha } from "./krippendorff-alpha";
import { percentAgreement } from "./percent-agreement";
import type { Rating } from "./ratings";
import { seededUniform } from "./seeded-uniform";

/** Rows of annotators, columns of items, a dot for missing. */
function ratingsOf(rows: readonly string[]): Rating[] {
  return rows.flatMap((row, annotator) =>
    row.split(" ").flatMap((cell, item) => (cell === "." ? [] : [{ item, annotator, value: Number(cell) }])),
  );
}

const METRICS = ["nominal", "ordinal", "interval"] as const;
const print = (ratings: Rating[], metric: (typeof METRICS)[number]): string | undefined =>
  krippendorffAlpha(ratings, { metric }).alpha?.toFixed(3);

const binary = ratingsOf(["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]);
const fourObservers = ratingsOf([
  "1 2 3 3 2 1 4 1 2 . . .",
  "1 2 3 3 2 2 4 1 2 5 . 3",
  ". 3 3 3 2 3 4 2 2 5 1 .",
  "1 2 3 3 2 4 4 1 2 5 1 .",
]);

describe("krippendorffAlpha", () => {
  it("prints the worked examples of Krippendorff 2011", () => {
    expect(print(binary, "nominal")).toBe("0.095");
    expect(print(ratingsOf(["1 1 2 2 4 3 3 3 5 4 4 1", "2 1 2 2 2 3 3 3 5 4 4 4"]), "nominal")).toBe("0.692");
    expect(print(fourObservers, "nominal")).toBe("0.743");
    expect(print(fourObservers, "ordinal")).toBe("0.815");
    expect(print(fourObservers, "interval")).toBe("0.849");
  });

  it("equals the krippendorff package on ratings with gaps", () => {
    const ratings = golden.krippendorff.ratings.flatMap((row, item) =>
      row.flatMap((value, annotator) => (value === null ? [] : [{ item, annotator, value }])),
    );
    for (const metric of METRICS) {
      expect(krippendorffAlpha(ratings, { metric }).alpha).toBeCloseTo(golden.krippendorff[metric], 12);
    }
  });

  it("is one for agreement, about zero for chance, and undefined when all say the same", () => {
    expect(krippendorffAlpha(ratingsOf(["1 2 3", "1 2 3"]), { metric: "ordinal" }).alpha).toBe(1);
    const uniform = seededUniform(31);
    const chance = Array.from({ length: 3000 }, (_, i) => ({
      item: i % 1000,
      annotator: i,
      value: uniform() < 0.5 ? 1 : 0,
    }));
    expect(krippendorffAlpha(chance, { metric: "nominal" }).alpha).toBeCloseTo(0, 1);
    const unanimous = krippendorffAlpha(ratingsOf(["1 1 1", "1 1 1"]), { metric: "nominal" });
    expect(unanimous).toMatchObject({ alpha: null, interval: null, items: 3, ratings: 6 });
    expect(krippendorffAlpha([], { metric: "nominal" }).alpha).toBeNull();
  });

  it("depends on neither the order of ratings nor a shift of interval values", () => {
    const moved = [...fourObservers].reverse().map((r) => ({ ...r, value: r.value + 10 }));
    for (const metric of METRICS) expect(print(moved, metric)).toBe(print(fourObservers, metric));
  });

  it("has a bootstrap interval that holds the estimate and repeats with the seed", () => {
    const run = (): unknown =>
      krippendorffAlpha(fourObservers, { metric: "ordinal", bootstrap: { uniform: seededUniform(32) } }).interval;
    const [low, high] =
      krippendorffAlpha(fourObservers, { metric: "ordinal", bootstrap: { uniform: seededUniform(32) } }).interval ?? [];
    expect(low).toBeLessThan(0.815);
    expect(high).toBeGreaterThan(0.815);
    expect(run()).toEqual([low, high]);
  });
});

describe("percentAgreement", () => {
  it("is the share of agreeing pairs, mean over items with at least two ratings", () => {
    const got = percentAgreement(binary, { uniform: seededUniform(33) });
    expect(got).toMatchObject({ agreement: 0.6, items: 10 });
    const three = ratingsOf(["1 1 .", "1 2 .", "1 2 3"]);
    expect(percentAgreement(three, { uniform: seededUniform(33) }).agreement).toBeCloseTo((1 + 1 / 3) / 2, 15);
  });

  it("is undefined without overlap", () =>
    expect(percentAgreement(ratingsOf(["1 2"]), { uniform: seededUniform(1) })).toEqual({
      agreement: null,
      interval: null,
      items: 0,
    }));
});
