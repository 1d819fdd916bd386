/** Index of the value nearest to `wanted`, in whatever order they stand; the first of two as near; −1 for none. */
export function nearestStep(values: readonly number[], wanted: number): number {
  let [best, distance] = [-1, Infinity];
  for (const [i, value] of values.entries()) {
    const away = Math.abs(value - wanted);
    if (away < distance) [best, distance] = [i, away];
  }
  return best;
}
