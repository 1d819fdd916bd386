/** The range of the values and of one that must be seen, a little wider. */
export function around(values: readonly number[], seen: number): [number, number] {
  const [low, high] = [Math.min(seen, ...values), Math.max(seen, ...values)];
  const pad = 0.06 * (high - low) || 1;
  return [low - pad, high + pad];
}
