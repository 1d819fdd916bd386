import {
  createRun,
  databaseNow,
  dueSchedules,
  enqueueRun,
  fireTick,
  getSchedule,
  type Db,
  type Decision,
  type Schedule,
  type SinceLastRun,
} from "@rlhf/db";
import { fromTemplate } from "./job-template";
import { dueTick } from "./ticks";

export type Fired = { schedule: Schedule; fireAt: Date; runId: string | null };
type Options = { codeVersion: string };
/** What the history says of a run that no tick started. */
const BY_HAND = "started by hand";

/**
 * Fires what is due by the database's clock. Any number of processes may call it at any time: the row (schedule, tick) lets
 * one of them through. Returns what this call fired, skipped ticks included (`runId` null).
 */
export async function fireDueSchedules(db: Db, options: Options): Promise<Fired[]> {
  const now = await databaseNow(db);
  const fired: Fired[] = [];
  for (const schedule of await dueSchedules(db, now)) {
    const { fireAt, missed, late, nextFireAt } = dueTick(schedule, schedule.nextFireAt ?? now, now);
    const result = await fireTick(db, { schedule, fireAt, missed, nextFireAt }, (since) =>
      late && schedule.catchUp === "none"
        ? { outcome: "skipped_catch_up", detail: null }
        : decide(schedule, since, { fireAt, ...options }),
    );
    if (result.fired) fired.push({ schedule, fireAt, runId: result.runId });
  }
  return fired;
}

/** Fires once outside its rhythm, whether it is on or off; the number of judgments does not matter then, overlap does. */
export async function runNow(db: Db, scheduleId: string, options: Options): Promise<Fired> {
  const schedule = await getSchedule(db, scheduleId);
  const fireAt = await databaseNow(db);
  const anyway = { ...schedule, minNewJudgments: 0 };
  const { runId } = await fireTick(db, { schedule, fireAt }, (since) => {
    const decision = decide(anyway, since, { fireAt, ...options });
    return decision.outcome === "run" ? { ...decision, detail: BY_HAND } : decision;
  });
  return { schedule, fireAt, runId };
}

function decide(schedule: Schedule, since: SinceLastRun, at: { fireAt: Date; codeVersion: string }): Decision {
  const { unfinished, judgments } = since;
  if (schedule.overlapPolicy === "forbid" && unfinished > 0)
    return { outcome: "skipped_overlap", detail: "the last run is unfinished" };
  if (judgments < schedule.minNewJudgments)
    return {
      outcome: "skipped_few_judgments",
      detail: `${judgments} new judgments since the last run, expected ${schedule.minNewJudgments}`,
    };
  return runOf(schedule, at);
}

function runOf(schedule: Schedule, { fireAt, codeVersion }: { fireAt: Date; codeVersion: string }): Decision {
  let config;
  try {
    config = fromTemplate(schedule.jobTemplate);
  } catch (error) {
    return { outcome: "failed", detail: error instanceof Error ? error.message : String(error) };
  }
  const inputs = { schedule: schedule.name, fireAt: fireAt.toISOString() };
  const seed = Math.floor(fireAt.getTime() / 1000) % 2 ** 31; // another one each tick, so that prompts and answers differ
  const of = { kind: "pipeline", name: "scheduled", projectId: schedule.projectId, scheduleId: schedule.id } as const;
  return {
    outcome: "run",
    detail: null,
    createRun: async (transaction) => {
      const run = await createRun(transaction, { ...of, config: { ...config }, inputs, codeVersion, seed });
      await enqueueRun(transaction, run.id);
      return run.id;
    },
  };
}
