import { DataError } from "@rlhf/domain";

/** A stream of random numbers; `Philox` of `@rlhf/tensor` is one. uniform: [0, 1) · int(n): 0 … n−1 · normal: mean 0, deviation 1. */
export type Rng = { uniform(): number; int(n: number): number; normal(): number };

/** One element, each with the same probability. @throws DataError if there is none. */
export function choose<T>(rng: Rng, from: readonly T[]): T {
  const chosen = from[rng.int(from.length)];
  if (chosen === undefined) throw new DataError("expected something to choose from, got an empty list");
  return chosen;
}

/** A copy in random order: sorted by one uniform key each. */
export function shuffled<T>(rng: Rng, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: rng.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Beta(a, b) from two gamma draws; a, b ≥ 1. @source Marsaglia & Tsang 2000 */
export function sampleBeta(rng: Rng, a: number, b: number): number {
  const x = sampleGamma(rng, a);
  return x / (x + sampleGamma(rng, b));
}

function sampleGamma(rng: Rng, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
