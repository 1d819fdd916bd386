import { newId, RlhfError } from "@rlhf/domain";
import type pg from "pg";
import { z } from "zod";
import type { Db } from "./open-database";
import { inTransaction, rowOf, rowsOf } from "./query";

/** `forbid`: a tick is left out while the last one's run is unfinished; `queue`: it waits behind it. */
export const OverlapPolicy = z.enum(["forbid", "queue"]);
/** What becomes of ticks that passed while no scheduler ran: nothing, or one run for all of them. */
export const CatchUp = z.enum(["none", "one"]);
export const FireOutcome = z.enum(["run", "skipped_overlap", "skipped_few_judgments", "skipped_catch_up", "failed"]);
export type FireOutcome = z.infer<typeof FireOutcome>;

export const Schedule = z.object({
  id: z.uuid(),
  projectId: z.uuid(),
  name: z.string(),
  cron: z.string(),
  timezone: z.string(),
  jobTemplate: z.record(z.string(), z.unknown()),
  overlapPolicy: OverlapPolicy,
  catchUp: CatchUp,
  enabled: z.boolean(),
  minNewJudgments: z.int(),
  nextFireAt: z.date().nullable(),
  createdAt: z.date(),
});
export type Schedule = z.infer<typeof Schedule>;

export const ScheduleFire = z.object({
  scheduleId: z.uuid(),
  fireAt: z.date(),
  runId: z.uuid().nullable(),
  outcome: FireOutcome,
  detail: z.string().nullable(),
  createdAt: z.date(),
});
export type ScheduleFire = z.infer<typeof ScheduleFire>;

export const SCHEDULE_COLUMNS = `id, project_id as "projectId", name, cron, timezone, job_template as "jobTemplate",
  overlap_policy as "overlapPolicy", catch_up as "catchUp", enabled, min_new_judgments as "minNewJudgments",
  next_fire_at as "nextFireAt", created_at as "createdAt"`;

export type NewSchedule = Omit<Schedule, "id" | "createdAt"> & { createdBy?: string | undefined };

/** @throws RlhfError "busy" when the project has a schedule of this name. */
export async function insertSchedule(db: Db, s: NewSchedule): Promise<Schedule> {
  const sql = `insert into schedule (id, project_id, name, cron, timezone, job_template, overlap_policy, catch_up, enabled,
      min_new_judgments, next_fire_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    on conflict (project_id, name) do nothing returning ${SCHEDULE_COLUMNS}`;
  const settings = [s.cron, s.timezone, JSON.stringify(s.jobTemplate), s.overlapPolicy, s.catchUp, s.enabled];
  const values = [newId(), s.projectId, s.name, ...settings, s.minNewJudgments, s.nextFireAt, s.createdBy ?? null];
  const [made] = await rowsOf(db, Schedule, { sql, values });
  if (made) return made;
  throw new RlhfError("busy", `schedule ${s.name}: expected a new name, the project has one of this name`);
}

export async function listSchedules(db: Db, projectId: string): Promise<Schedule[]> {
  const sql = `select ${SCHEDULE_COLUMNS} from schedule where project_id = $1 order by name`;
  return rowsOf(db, Schedule, { sql, values: [projectId] });
}

export async function getSchedule(db: Db, id: string): Promise<Schedule> {
  const sql = `select ${SCHEDULE_COLUMNS} from schedule where id = $1`;
  return rowOf(db, Schedule, { sql, values: [id], what: `schedule ${id}` });
}

/** Switches a schedule on or off. What passes while it is off is never caught up: `nextFireAt` begins anew. */
export async function switchSchedule(
  db: Db,
  id: string,
  to: { enabled: boolean; nextFireAt: Date | null },
): Promise<Schedule> {
  const sql = `update schedule set enabled = $2, next_fire_at = $3 where id = $1 returning ${SCHEDULE_COLUMNS}`;
  return rowOf(db, Schedule, { sql, values: [id, to.enabled, to.nextFireAt], what: `schedule ${id}` });
}

/** Newest first. */
export async function listFires(db: Db, scheduleId: string, limit = 100): Promise<ScheduleFire[]> {
  const sql = `select schedule_id as "scheduleId", fire_at as "fireAt", run_id as "runId", outcome, detail,
    created_at as "createdAt" from schedule_fire where schedule_id = $1 order by fire_at desc limit $2`;
  return rowsOf(db, ScheduleFire, { sql, values: [scheduleId, limit] });
}

/** The database's clock, the only one that schedules are read by. */
export async function databaseNow(db: Db): Promise<Date> {
  const [row] = await rowsOf(db, z.object({ now: z.date() }), { sql: "select clock_timestamp() as now" });
  if (!row) throw new RlhfError("database", "database: expected its time, got nothing");
  return row.now;
}

/** Enabled schedules whose next tick has come by `now`. */
export async function dueSchedules(db: Db, now: Date): Promise<Schedule[]> {
  const sql = `select ${SCHEDULE_COLUMNS} from schedule where enabled and next_fire_at <= $1 order by next_fire_at, id`;
  return rowsOf(db, Schedule, { sql, values: [now] });
}

const Since = z.object({ judgments: z.int(), unfinished: z.int() });
export type SinceLastRun = z.infer<typeof Since>;
export type Decision =
  | { outcome: Exclude<FireOutcome, "run">; detail: string | null }
  | { outcome: "run"; detail: string | null; createRun: (transaction: pg.ClientBase) => Promise<string> };
export type Tick = {
  schedule: Schedule;
  fireAt: Date;
  /** Ticks that passed unseen before this one; they are recorded and never run. */
  missed?: readonly Date[];
  /** The tick after this one; undefined leaves the schedule's plan as it is (run now). */
  nextFireAt?: Date | null;
};

/**
 * Records a tick and what came of it, once for any number of schedulers: the row (schedule, tick) decides who was first.
 * `decide` sees what has changed since the last run while the schedule's row is locked. False when another was first.
 */
export async function fireTick(
  db: Db,
  tick: Tick,
  decide: (since: SinceLastRun) => Decision,
): Promise<{ fired: boolean; runId: string | null }> {
  const { schedule, fireAt, missed = [], nextFireAt } = tick;
  return inTransaction(db, async (client) => {
    const locked = await rowsOf(client, z.object({ enabled: z.boolean() }), {
      sql: "select enabled from schedule where id = $1 for update",
      values: [schedule.id],
    });
    if (locked.length === 0) return { fired: false, runId: null };
    if (nextFireAt !== undefined) {
      await client.query(
        `update schedule set next_fire_at = $2 where id = $1 and (next_fire_at is null or next_fire_at <= $3)`,
        [schedule.id, nextFireAt, fireAt],
      );
      await client.query(
        `insert into schedule_fire (schedule_id, fire_at, outcome) select $1, at, 'skipped_catch_up'
         from unnest($2::timestamptz[]) as at on conflict do nothing`,
        [schedule.id, missed],
      );
    }
    const mine = await rowsOf(client, z.object({ at: z.date() }), {
      sql: `insert into schedule_fire (schedule_id, fire_at) values ($1, $2) on conflict do nothing returning fire_at as at`,
      values: [schedule.id, fireAt],
    });
    if (mine.length === 0) return { fired: false, runId: null };
    const decision = decide(await sinceLastRun(client, schedule));
    const runId = decision.outcome === "run" ? await decision.createRun(client) : null;
    await client.query(
      "update schedule_fire set outcome = $3, detail = $4, run_id = $5 where schedule_id = $1 and fire_at = $2",
      [schedule.id, fireAt, decision.outcome, decision.detail, runId],
    );
    return { fired: true, runId };
  });
}

/** What has come in since the last run of a schedule began: people's and simulated judgments that count, and whether runs are unfinished. */
async function sinceLastRun(client: pg.ClientBase, schedule: Schedule): Promise<SinceLastRun> {
  const sql = `select
      (select count(*)::int from training_run r where r.schedule_id = $1 and r.status in ('queued', 'running', 'paused')) as unfinished,
      (select count(*)::int from pairwise_outcome o where o.project_id = $2 and o.weight > 0
         and o.judge_kind in ('human', 'simulated') and o.created_at > coalesce(
           (select max(r.created_at) from training_run r where r.schedule_id = $1), '-infinity')) as judgments`;
  return rowOf(client, Since, { sql, values: [schedule.id, schedule.projectId], what: `schedule ${schedule.name}` });
}
