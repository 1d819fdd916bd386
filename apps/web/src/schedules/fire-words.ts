import type { RouterOutputs } from "@rlhf/api";
import { duration, percent, type StateName } from "@rlhf/ui";

export type Row = RouterOutputs["schedules"]["list"]["schedules"][number];
export type Fire = RouterOutputs["schedules"]["fires"]["fires"][number];

const OUTCOMES: Record<Exclude<Fire["outcome"], "run">, { state: StateName; word: string }> = {
  skipped_few_judgments: { state: "wait", word: "left out: too few judgments" },
  skipped_overlap: { state: "warn", word: "left out: the last run was unfinished" },
  skipped_catch_up: { state: "pause", word: "missed: no scheduler ran" },
  failed: { state: "fail", word: "failed before it became a run" },
};
const STATES: Record<NonNullable<Fire["run"]>["status"], { state: StateName; word: string }> = {
  queued: { state: "run", word: "queued" },
  running: { state: "run", word: "running" },
  paused: { state: "pause", word: "paused" },
  succeeded: { state: "ok", word: "succeeded" },
  failed: { state: "fail", word: "failed" },
  cancelled: { state: "pause", word: "cancelled" },
};

/** What came of a tick, as shape and words. A run that was deleted since is said to be gone. */
export function fireLook({ outcome, run }: Fire): { state: StateName; word: string } {
  if (outcome !== "run") return OUTCOMES[outcome];
  return run ? STATES[run.status] : { state: "wait", word: "fired; the run is gone" };
}

/** The one thing to know beside the outcome: why not, how long it took, what it won. */
export function fireNote({ outcome, run, detail }: Fire): string {
  if (outcome !== "run") return detail ?? "";
  if (!run) return detail ?? "";
  const took = run.seconds === null ? null : duration(run.seconds);
  const won = run.winRate === null ? null : `won ${percent(run.winRate)} (${run.verdict ?? "no verdict"})`;
  return [took, won, run.reason, detail].filter(Boolean).join(" · ");
}

/** Whether the last tick that was to become a run did not do well. */
export const lastFailed = ({ recent }: Row): boolean => {
  const last = recent.find((fire) => !fire.outcome.startsWith("skipped"));
  return last !== undefined && fireLook(last).state === "fail";
};
