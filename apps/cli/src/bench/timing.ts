export const WARM_UP = 2;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Seconds since a `performance.now()`. */
export const secondsSince = (start: number): number => (performance.now() - start) / 1000;

/** Runs `step` two times to warm up and `steps` times for the record. */
export async function repeated<T>(
  { steps, onStep }: { steps: number; onStep: (step: number, total: number) => void },
  step: (index: number) => Promise<T>,
): Promise<T[]> {
  const measured: T[] = [];
  for (let i = 0; i < WARM_UP + steps; i++) {
    const value = await step(i);
    onStep(i + 1, WARM_UP + steps);
    if (i >= WARM_UP) measured.push(value);
  }
  return measured;
}
