import { bootstrapMean, type BootstrapOptions } from "./bootstrap";
import type { Interval } from "./interval";
import { pairableItems, type Rating } from "./ratings";

/**
 * Share of agreeing pairs of ratings within an item, mean over items with at least two; null without such items.
 * @source Fleiss 1971 (P̄), doi:10.1037/h0031619
 */
export function percentAgreement(
  ratings: readonly Rating[],
  bootstrap: BootstrapOptions,
): { agreement: number | null; interval: Interval | null; items: number } {
  const shares = pairableItems(ratings).map(agreeingShare);
  if (shares.length === 0) return { agreement: null, interval: null, items: 0 };
  const { mean, interval } = bootstrapMean(shares, bootstrap);
  return { agreement: mean, interval, items: shares.length };
}

function agreeingShare(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let pairs = 0;
  for (const count of counts.values()) pairs += count * (count - 1);
  return pairs / (values.length * (values.length - 1));
}
