import { bettingSequence, type ConfidenceSequence } from "./confidence-sequence";

/**
 * e-BH: controls the false discovery rate over e-values under any dependence and any stopping rule.
 * @source Wang & Ramdas 2022, arXiv:2009.02824
 */
export function eBenjaminiHochberg(eValues: readonly number[], { level = 0.05 }: { level?: number } = {}): boolean[] {
  const descending = [...eValues].sort((a, b) => b - a);
  let bar = Infinity;
  descending.forEach((e, k) => {
    if (e >= eValues.length / (level * (k + 1))) bar = e;
  });
  return eValues.map((e) => e >= bar);
}

export type TestedPair = ConfidenceSequence & {
  name: string;
  /** e-BH says that the mean is not ½; false discovery rate 1 − level over all pairs. */
  discovered: boolean;
};

/**
 * Always-valid tests of many pairs at once: intervals that hold for all pairs together (Bonferroni) and discoveries by
 * e-BH. Values in [0, 1] in the order they came, one per prompt.
 * @source Waudby-Smith & Ramdas 2024; Wang & Ramdas 2022; labeling.md 6.8
 */
export function alwaysValidPairs(
  pairs: readonly { name: string; values: readonly number[] }[],
  { level = 0.95 }: { level?: number } = {},
): TestedPair[] {
  const each = 1 - (1 - level) / pairs.length;
  const tested = pairs.map(({ name, values }) => ({ name, ...bettingSequence(values, { level: each }) }));
  const discovered = eBenjaminiHochberg(
    tested.map(({ eValue }) => eValue),
    { level: 1 - level },
  );
  return tested.map((pair, i) => ({ ...pair, discovered: discovered[i] ?? false }));
}
