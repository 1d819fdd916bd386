import {
  databaseNow,
  getSchedule,
  insertSchedule,
  switchSchedule,
  type Db,
  type NewSchedule,
  type Schedule,
} from "@rlhf/db";
import { changeSchedule, type ScheduleChange } from "@rlhf/db/workbench";
import { fromTemplate, toTemplate } from "./job-template";
import { nextFires } from "./ticks";

export type ScheduleInput = Omit<NewSchedule, "nextFireAt" | "enabled" | "jobTemplate"> & {
  /** Trees of config keys; what they leave out has its default. */
  job: { loop: unknown; scheduled?: unknown };
};

/** A schedule that is on from now. @throws ConfigError for a cron, time zone or config that cannot be used. */
export async function createSchedule(db: Db, { job, ...input }: ScheduleInput): Promise<Schedule> {
  const [nextFireAt = null] = nextFires(input, await databaseNow(db), 1);
  return insertSchedule(db, { ...input, jobTemplate: toTemplate(job), enabled: true, nextFireAt });
}

type ScheduleEdit = Partial<Omit<ScheduleChange, "nextFireAt" | "jobTemplate">> & {
  /** What to make of the job that it has; absent, the job stays. */
  job?: (now: { loop: unknown; scheduled: unknown }) => ScheduleInput["job"];
};

/**
 * Changes what is named and keeps the rest; a schedule that is on goes on with the next tick of its new rhythm.
 * @throws ConfigError for a cron, time zone or config that cannot be used.
 */
export async function editSchedule(db: Db, id: string, { job, ...changes }: ScheduleEdit): Promise<Schedule> {
  const before = await getSchedule(db, id);
  const { name, cron, timezone, overlapPolicy, catchUp, minNewJudgments } = { ...before, ...changes };
  const [nextFireAt = null] = nextFires({ cron, timezone }, await databaseNow(db), 1);
  const jobTemplate = job ? toTemplate(job(fromTemplate(before.jobTemplate))) : before.jobTemplate;
  const to = { name, cron, timezone, overlapPolicy, catchUp, minNewJudgments, jobTemplate, nextFireAt };
  return changeSchedule(db, id, to);
}

/** Stops a schedule; runs that it has started go on. */
export async function pauseSchedule(db: Db, id: string): Promise<Schedule> {
  return switchSchedule(db, id, { enabled: false, nextFireAt: null });
}

/** Starts it again with the next tick; what passed in between is not caught up. */
export async function resumeSchedule(db: Db, id: string): Promise<Schedule> {
  const [nextFireAt = null] = nextFires(await getSchedule(db, id), await databaseNow(db), 1);
  return switchSchedule(db, id, { enabled: true, nextFireAt });
}
