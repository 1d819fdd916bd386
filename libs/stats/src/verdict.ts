import type { Interval } from "./interval";

export type Verdict = "better" | "worse" | "equivalent" | "undecided";

/**
 * What an always-valid interval of a win rate says: better or worse when all of it lies outside ½ ± rope, equivalent
 * when all of it lies inside, undecided otherwise.
 * @source Kruschke 2018, doi:10.1177/2515245918771304; labeling.md 6.8
 */
export function verdict([low, high]: Interval, { rope }: { rope: number }): Verdict {
  if (low > 0.5 + rope) return "better";
  if (high < 0.5 - rope) return "worse";
  if (low >= 0.5 - rope && high <= 0.5 + rope) return "equivalent";
  return "undecided";
}
