/** The step with samples that is nearest to the wanted one; null wants the newest. Null where there are none. */
export function sampledStepFor(steps: readonly number[], wanted: number | null): number | null {
  const newest = steps.at(-1) ?? null;
  if (wanted === null || newest === null) return newest;
  return steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best), newest);
}
