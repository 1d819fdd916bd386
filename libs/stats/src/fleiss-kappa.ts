import { DataError } from "@rlhf/domain";
import { pairableItems, type Rating } from "./ratings";

/**
 * Fleiss' κ over items that all have the same number of ratings, two or more; null when all ratings are equal.
 * @throws DataError without items or when the numbers of ratings differ (Krippendorff's α allows that).
 * @source Fleiss 1971, doi:10.1037/h0031619
 */
export function fleissKappa(ratings: readonly Rating[]): {
  kappa: number | null;
  observed: number;
  expected: number;
  items: number;
} {
  const items = pairableItems(ratings);
  const raters = items[0]?.length ?? 0;
  if (items.length === 0 || items.some((values) => values.length !== raters)) {
    throw new DataError(
      "Fleiss' kappa: expected the same number of ratings, two or more, for every item; use krippendorffAlpha for gaps",
    );
  }
  const totals = new Map<number, number>();
  let pairs = 0;
  for (const values of items) {
    for (const value of values) {
      totals.set(value, (totals.get(value) ?? 0) + 1);
      pairs += values.filter((other) => other === value).length - 1;
    }
  }
  const all = items.length * raters;
  const observed = pairs / (all * (raters - 1));
  const expected = [...totals.values()].reduce((sum, count) => sum + (count / all) ** 2, 0);
  const kappa = expected === 1 ? null : (observed - expected) / (1 - expected);
  return { kappa, observed, expected, items: items.length };
}
