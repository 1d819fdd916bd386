import type { Outcome } from "./interval";

/**
 * Elo's running ratings, for a live ticker only: they depend on the order of the games and have no likelihood; decide by
 * `fitBradleyTerry`.
 * @source Elo 1978; FastChat uses K = 4; labeling.md 6.3
 */
export function eloRatings(
  games: Iterable<{ left: string; right: string; outcome: Outcome }>,
  { k = 4, start = 1000 }: { k?: number; start?: number } = {},
): Map<string, number> {
  const ratings = new Map<string, number>();
  for (const { left, right, outcome } of games) {
    const [a, b] = eloUpdate([ratings.get(left) ?? start, ratings.get(right) ?? start], outcome, k);
    ratings.set(left, a).set(right, b);
  }
  return ratings;
}

/** Both ratings after one game; their sum stays. */
export function eloUpdate([a, b]: readonly [number, number], outcome: Outcome, k: number): [number, number] {
  const gain = k * (outcome - eloExpectation(a, b));
  return [a + gain, b - gain];
}

/** Expected outcome of a against b. */
export function eloExpectation(a: number, b: number): number {
  return 1 / (1 + 10 ** ((b - a) / 400));
}
