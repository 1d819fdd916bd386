import { RlhfError, RunStatus } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";
import { FireOutcome, Schedule, SCHEDULE_COLUMNS } from "./schedules";

// What the page of schedules shows beside the schedules themselves, and what it changes.

export const FireRow = z.strictObject({
  fireAt: z.date(),
  outcome: FireOutcome,
  detail: z.string().nullable(),
  /** The run that the tick started. */
  run: z
    .strictObject({
      id: z.uuid(),
      seq: z.int(),
      status: RunStatus,
      reason: z.string().nullable(),
      /** From its start to its end; null while it goes on. */
      seconds: z.number().nullable(),
      /** Share of the comparisons that its new policy won, and what that says of it. */
      winRate: z.number().nullable(),
      verdict: z.string().nullable(),
    })
    .nullable(),
});
export type FireRow = z.infer<typeof FireRow>;

/** What came of the ticks of a schedule, newest first; `before` leaves out those from then on. */
export async function fireRows(
  db: Db,
  scheduleId: string,
  { before = null, limit }: { before?: Date | null; limit: number },
): Promise<FireRow[]> {
  const sql = `select f.fire_at as "fireAt", f.outcome, f.detail, case when r.id is null then null else jsonb_build_object(
      'id', r.id, 'seq', r.seq, 'status', r.status, 'reason', r.reason,
      'seconds', extract(epoch from r.finished_at - r.started_at)::float8,
      'winRate', (r.result->>'winRate')::float8, 'verdict', r.result->>'verdict') end as run
    from schedule_fire f left join training_run r on r.id = f.run_id
    where f.schedule_id = $1 and ($2::timestamptz is null or f.fire_at < $2) order by f.fire_at desc limit $3`;
  return rowsOf(db, FireRow, { sql, values: [scheduleId, before, limit] });
}

export const SchedulePace = z.strictObject({
  scheduleId: z.uuid(),
  /** Judgments that count, since its last run began. */
  newJudgments: z.int(),
  fires: z.int(),
  /** Median length of the last ten runs that succeeded, and how many these are. */
  medianSeconds: z.number().nullable(),
  timedRuns: z.int(),
});
export type SchedulePace = z.infer<typeof SchedulePace>;

/** How far each schedule of a project is from its next run, and how long its runs take. */
export async function schedulePaces(db: Db, projectId: string): Promise<SchedulePace[]> {
  const sql = `select s.id as "scheduleId", coalesce(t.n, 0) as "timedRuns", t.median as "medianSeconds",
      (select count(*)::int from schedule_fire f where f.schedule_id = s.id) as fires,
      (select count(*)::int from pairwise_outcome o where o.project_id = s.project_id and o.weight > 0
        and o.judge_kind in ('human', 'simulated') and o.created_at > coalesce(
          (select max(r.created_at) from training_run r where r.schedule_id = s.id), '-infinity')) as "newJudgments"
    from schedule s left join lateral (
      select count(*)::int as n, percentile_cont(0.5) within group (order by seconds) as median from (
        select extract(epoch from finished_at - started_at)::float8 as seconds from training_run
        where schedule_id = s.id and status = 'succeeded' and started_at is not null
        order by created_at desc limit 10) as last_ten) t on true
    where s.project_id = $1`;
  return rowsOf(db, SchedulePace, { sql, values: [projectId] });
}

export type ScheduleChange = Pick<
  Schedule,
  "name" | "cron" | "timezone" | "jobTemplate" | "overlapPolicy" | "catchUp" | "minNewJudgments" | "nextFireAt"
>;

/** Everything of a schedule that people may change; what it has fired stays. @throws RlhfError "busy" when the name is taken. */
export async function changeSchedule(db: Db, id: string, to: ScheduleChange): Promise<Schedule> {
  const sql = `update schedule set name = $2, cron = $3, timezone = $4, job_template = $5, overlap_policy = $6,
      catch_up = $7, min_new_judgments = $8, next_fire_at = case when enabled then $9::timestamptz end
    where id = $1 and not exists (select 1 from schedule o where o.project_id = schedule.project_id and o.name = $2
      and o.id <> $1) returning ${SCHEDULE_COLUMNS}`;
  const job = JSON.stringify(to.jobTemplate);
  const values = [id, to.name, to.cron, to.timezone, job, to.overlapPolicy, to.catchUp, to.minNewJudgments];
  const [changed] = await rowsOf(db, Schedule, { sql, values: [...values, to.nextFireAt] });
  if (changed) return changed;
  throw new RlhfError("busy", `schedule ${to.name}: expected a new name, the project has another one of this name`);
}
