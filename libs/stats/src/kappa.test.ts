import { describe, expect, it } from "vitest";
import golden from "../golden/stats_second.json" with { type: "json" };
import { cohenKappa } from "./cohen-kappa";
import { fleissKappa } from "./fleiss-kappa";
import type { Rating } from "./ratings";

/** Rows of counts by category to single ratings. */
function ratingsOf(counts: readonly (readonly number[])[]): Rating[] {
  return counts.flatMap((row, item) => {
    const values = row.flatMap((count, value) => new Array<number>(count).fill(value));
    return values.map((value, annotator) => ({ item, annotator, value }));
  });
}

function pairsOf(table: readonly (readonly number[])[]): [number, number][] {
  return table.flatMap((row, a) => row.flatMap((n, b) => Array.from({ length: n }, (): [number, number] => [a, b])));
}

describe("cohenKappa", () => {
  it("prints Agresti 2002, section 10.5.4: Siskel and Ebert agree with κ = 0.389, SE 0.060", () => {
    const got = cohenKappa(pairsOf([[24, 8, 13], [8, 13, 11], [10, 9, 64]])); // prettier-ignore
    expect(got.kappa?.toFixed(3)).toBe("0.389");
    expect(got.standardError?.toFixed(3)).toBe("0.060");
  });

  it("equals statsmodels without, with linear and with quadratic weights on seven steps", () => {
    const { first, second } = golden.cohen;
    const pairs = first.map((a, i): [number, number] => [a, second[i] ?? NaN]);
    for (const weights of ["none", "linear", "quadratic"] as const) {
      const got = cohenKappa(pairs, { weights });
      expect(got.kappa).toBeCloseTo(golden.cohen[weights][0] ?? NaN, 12);
      expect(got.standardError).toBeCloseTo(golden.cohen[weights][1] ?? NaN, 12);
    }
  });

  it("is one for agreement, the same with annotators swapped, undefined when both always say the same", () => {
    expect(cohenKappa([[1, 1], [2, 2]]).kappa).toBe(1); // prettier-ignore
    const pairs = pairsOf([[5, 2, 0], [1, 6, 3], [0, 4, 9]]); // prettier-ignore
    const swapped = pairs.map(([a, b]): [number, number] => [b, a]);
    expect(cohenKappa(swapped, { weights: "quadratic" }).kappa).toBeCloseTo(
      cohenKappa(pairs, { weights: "quadratic" }).kappa ?? NaN,
      14,
    );
    expect(cohenKappa([[1, 1], [1, 1]]).kappa).toBeNull(); // prettier-ignore
    expect(() => cohenKappa([])).toThrow(/both annotators rated, got none/);
  });
});

describe("fleissKappa", () => {
  it("prints 0.210 for the well-known table of 14 raters and 10 subjects", () => {
    const table = [
      "0 0 0 0 14", "0 2 6 4 2", "0 0 3 5 6", "0 3 9 2 0", "2 2 8 1 1",
      "7 7 0 0 0", "3 2 6 3 0", "2 5 3 2 2", "6 5 2 1 0", "0 2 2 3 7",
    ].map((row) => row.split(" ").map(Number)); // prettier-ignore
    const got = fleissKappa(ratingsOf(table));
    expect(got.kappa?.toFixed(3)).toBe("0.210");
    expect([got.observed.toFixed(3), got.expected.toFixed(3)]).toEqual(["0.378", "0.213"]);
  });

  it("equals statsmodels", () =>
    expect(fleissKappa(ratingsOf(golden.fleiss.counts)).kappa).toBeCloseTo(golden.fleiss.kappa, 12));

  it("refuses gaps and is undefined on unanimity", () => {
    expect(() => fleissKappa(ratingsOf([[2, 0], [2, 1]]))).toThrow(/same number of ratings/); // prettier-ignore
    expect(fleissKappa(ratingsOf([[2], [2]])).kappa).toBeNull();
  });
});
