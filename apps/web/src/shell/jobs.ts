import type { RouterOutputs } from "@rlhf/api";

type Run = RouterOutputs["runs"]["list"]["runs"][number];
export type Job = { run: Run; stage: Run | null };

/** Runs that nothing else in the list started, each with the stage that is at work in it. */
export function jobsOf(running: readonly Run[]): Job[] {
  const ids = new Set(running.map((run) => run.id));
  return running
    .filter((run) => run.parentRunId === null || !ids.has(run.parentRunId))
    .map((run) => ({ run, stage: running.find((one) => one.parentRunId === run.id) ?? null }));
}

/** Mean progress of the jobs, for the ring; null while nothing runs. */
export function meanProgress(jobs: readonly Job[]): number | null {
  if (jobs.length === 0) return null;
  return jobs.reduce((sum, { run }) => sum + run.progress, 0) / jobs.length;
}

/** "2 running", "1 running, 3 queued", "3 queued", "Nothing runs". */
export function jobsText(running: number, queued: number): string {
  const parts = [running > 0 ? `${running} running` : "", queued > 0 ? `${queued} queued` : ""].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "Nothing runs";
}
