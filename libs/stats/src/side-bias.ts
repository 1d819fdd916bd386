import { benjaminiHochberg } from "./benjamini-hochberg";
import type { Interval, Outcome } from "./interval";
import { signTest } from "./mcnemar";
import { wilsonInterval } from "./proportion-interval";
import { normalCdf } from "./special-functions";

/** `outcome` 1 when the side under test won: the left one, or the longer one. */
export type SideOutcome = { outcome: Outcome; annotator: string | number };
export type SideBias = {
  /** Share of decided judgments that the side won, with its Wilson interval. */
  rate: number;
  interval: Interval;
  z: number;
  pValue: number;
  decided: number;
  annotators: AnnotatorBias[];
};
export type AnnotatorBias = {
  annotator: string | number;
  decided: number;
  rate: number;
  /** Rate drawn towards ½ by a Beta prior: what to sort by. */
  shrunken: number;
  interval: Interval;
  /** Exact two-sided. */
  pValue: number;
  /** Benjamini–Hochberg over the annotators. */
  flagged: boolean;
};

/**
 * Whether one side wins more often than ½ among decided judgments shown in random order, overall and by annotator.
 * @source labeling.md 6.7
 */
export function sideBias(
  outcomes: readonly SideOutcome[],
  { priorStrength = 20, level = 0.05 }: { priorStrength?: number; level?: number } = {},
): SideBias {
  const counts = new Map<string | number, { wins: number; decided: number }>();
  for (const { outcome, annotator } of outcomes) {
    if (outcome === 0.5) continue;
    const count = counts.get(annotator) ?? { wins: 0, decided: 0 };
    counts.set(annotator, { wins: count.wins + outcome, decided: count.decided + 1 });
  }
  const all = [...counts];
  const wins = all.reduce((sum, [, count]) => sum + count.wins, 0);
  const decided = all.reduce((sum, [, count]) => sum + count.decided, 0);
  const z = decided === 0 ? 0 : (wins - decided / 2) / Math.sqrt(decided / 4);
  const pValues = all.map(([, count]) => signTest(count.wins, count.decided));
  const { rejected } = benjaminiHochberg(pValues, { level });
  return {
    rate: decided === 0 ? NaN : wins / decided,
    interval: wilsonInterval(wins, decided),
    z,
    pValue: 2 * normalCdf(-Math.abs(z)),
    decided,
    annotators: all.map(([annotator, count], i) => ({
      annotator,
      decided: count.decided,
      rate: count.wins / count.decided,
      shrunken: (count.wins + priorStrength / 2) / (count.decided + priorStrength),
      interval: wilsonInterval(count.wins, count.decided),
      pValue: pValues[i] ?? NaN,
      flagged: rejected[i] ?? false,
    })),
  };
}
