import type { BatchHealth } from "@rlhf/db/workbench";
import { z } from "zod";

const Why = z.enum([
  "serving",
  "paused",
  "closed",
  "not_for_people",
  "not_yet_open",
  "past_close",
  "no_tasks",
  "all_answered",
  "all_leased",
]);

export const QueueHealth = z.strictObject({
  openTasks: z.int(),
  completeTasks: z.int(),
  /** Slots that nobody holds. */
  freeSlots: z.int(),
  liveLeases: z.int(),
  /** Leases that ran out and wait for the reaper. */
  lapsedLeases: z.int(),
  skips: z.array(z.strictObject({ reason: z.string(), n: z.int() })),
  /** Late answers that were kept and do not count. */
  surplus: z.int(),
  lastJudgmentAt: z.date().nullable(),
  notYetOpen: z.boolean(),
  pastClose: z.boolean(),
  /** `serving`, or what keeps tasks from being served. */
  why: Why,
});

/** The first reason that applies. An annotator who did or skipped every open task is served nothing all the same. */
export function whyNothing(
  batch: { status: string; audience: string; tasks: number },
  health: BatchHealth,
): z.infer<typeof Why> {
  if (batch.status === "draft") return "paused";
  if (batch.status !== "open") return "closed";
  if (batch.audience === "automatic") return "not_for_people";
  if (health.notYetOpen) return "not_yet_open";
  if (health.pastClose) return "past_close";
  if (batch.tasks === 0) return "no_tasks";
  if (health.openTasks === 0) return "all_answered";
  return health.freeSlots === 0 ? "all_leased" : "serving";
}
