type Course = { status: string; progress: number; startedAt: Date | null };

const ENOUGH = 0.02; // of the way: before, the guess would jump

/** As much time again as it took so far, in proportion; null while nothing can be said. Pauses count as time taken. */
export function secondsLeft({ status, progress, startedAt }: Course, now: Date): number | null {
  if (status !== "running" || !startedAt || progress < ENOUGH || progress >= 1) return null;
  const taken = (now.getTime() - startedAt.getTime()) / 1_000;
  return Math.max(0, (taken * (1 - progress)) / progress);
}
