import { RlhfError, Run, type RunLease } from "@rlhf/domain";
import type pg from "pg";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";
import { requeueRun, staleLease, withStatusEvent } from "./run-lease";
import { getRun } from "./runs";

// Runs that workers execute. A row of run_job says that workers shall; whether and how far is in training_run alone.

/** Channel on which workers hear that a run waits for them. */
export const RUN_QUEUED = "run_queued";

const Id = z.object({ id: z.uuid() });

/** Hands a queued run to the workers; a run that had used up its tries gets new ones. */
export async function enqueueRun(db: Db | pg.ClientBase, runId: string): Promise<void> {
  const sql = `with job as (
      insert into run_job (run_id) values ($1)
      on conflict (run_id) do update set tries = 0, last_error = null, dead_at = null, available_at = now()
      returning run_id)
    select run_id as id, pg_notify('${RUN_QUEUED}', run_id::text) from job`;
  await rowsOf(db, Id, { sql, values: [runId] });
}

/** Lets the workers take up a paused, failed or cancelled run again. @throws RlhfError "busy" for any other. */
export async function continueRun(db: Db, runId: string): Promise<Run> {
  const run = await requeueRun(db, runId);
  await enqueueRun(db, run.id);
  return run;
}

/** Runs of one schedule go one after the other. */
const ITS_TURN = `not exists (select 1 from training_run e where e.schedule_id = r.schedule_id and e.seq < r.seq
      and e.status in ('queued', 'running'))`;

/** Runs that wait for a worker, the most urgent first. */
export async function waitingRuns(db: Db, limit: number): Promise<string[]> {
  const sql = `select r.id from run_job j join training_run r on r.id = j.run_id
    where r.status = 'queued' and j.dead_at is null and j.available_at <= now() and ${ITS_TURN}
    order by r.priority desc, r.queued_at, r.seq limit $1`;
  return (await rowsOf(db, Id, { sql, values: [limit] })).map((row) => row.id);
}

/** Takes a waiting run; null when it does not wait (any more): another worker has it, or someone stopped it. */
export async function claimWaitingRun(
  db: Db,
  runId: string,
  by: { workerId: string; leaseSeconds: number },
): Promise<{ run: Run; lease: RunLease } | null> {
  const sql = withStatusEvent(`
    update training_run r set lease_epoch = lease_epoch + 1, attempt = attempt + 1, worker_id = $2, heartbeat_at = now(),
      lease_expires_at = now() + make_interval(secs => $3), started_at = coalesce(started_at, now()), status = 'running',
      reason = null, last_event_no = last_event_no + 1
    where id = $1 and status = 'queued' and exists (select 1 from run_job where run_id = $1 and dead_at is null)
      and ${ITS_TURN} returning r.*`);
  const [run] = await rowsOf(db, Run, { sql, values: [runId, by.workerId, by.leaseSeconds] });
  return run ? { run, lease: { runId, epoch: run.leaseEpoch } } : null;
}

/** Gives a held run back to the queue: its worker drains. What someone asked of it stays asked. */
export async function releaseRun(db: Db, lease: RunLease): Promise<Run> {
  const sql = withStatusEvent(`
    update training_run set status = 'queued', reason = null, lease_expires_at = null, queued_at = now(),
      last_event_no = last_event_no + 1
    where id = $1 and lease_epoch = $2 and status = 'running' returning *`);
  const [run] = await rowsOf(db, Run, { sql, values: [lease.runId, lease.epoch] });
  await db.pool.query("select pg_notify($1, $2)", [RUN_QUEUED, lease.runId]);
  return run ?? staleLease(lease);
}

const Held = z.object({ runId: z.uuid(), epoch: z.int(), workerId: z.string(), lapsed: z.boolean() });
export type HeldRun = z.infer<typeof Held>;

/** Runs that some worker holds; `lapsed` = its heartbeats have stopped for longer than the lease. */
export async function heldRuns(db: Db): Promise<HeldRun[]> {
  const sql = `select r.id as "runId", r.lease_epoch as epoch, coalesce(r.worker_id, '') as "workerId",
      coalesce(r.lease_expires_at <= now(), true) as lapsed
    from run_job j join training_run r on r.id = j.run_id where r.status = 'running' order by r.seq`;
  return rowsOf(db, Held, { sql });
}

export type Recovery = {
  error: string;
  /** Whether this attempt counts: its trainer died by itself. A worker or database that went away is no fault of the run. */
  counts: boolean;
  maxTries: number;
  /** Wait before the next try, doubled with each. */
  delaySeconds: number;
};

/**
 * Takes a run from a process that died: raises the epoch, so that nothing of it is accepted any more, and queues the run
 * again; after `maxTries` in a row without progress it fails for good (dead letter). Progress is a finished stage or a later
 * checkpoint. Null when the lease was no longer that one.
 */
export async function recoverRun(db: Db, lease: RunLease, recovery: Recovery): Promise<Run | null> {
  const { error, counts, maxTries, delaySeconds } = recovery;
  const text = error.replaceAll("\0", "\ufffd"); // Postgres keeps no NUL
  const values = [lease.runId, lease.epoch, text, counts ? 1 : 0, maxTries, delaySeconds];
  const [run] = await rowsOf(db, Run, { sql: RECOVER, values });
  return run ?? null;
}

/** `height`: how far the run has come, finished stages first, then the newest checkpoint of the one under way. */
const REACHED = `
  reached as (
    select coalesce(sum(case when s.status = 'succeeded' then 1000000 else coalesce(c.step, 0) end), 0)::float8 as height
    from training_run s left join lateral (select max(step) as step from checkpoint where run_id = s.id) c on true
    where s.id = $1 or s.parent_run_id = $1),
  tried as (
    select j.run_id, reached.height, (case when reached.height > j.high_water then 0 else j.tries end) + $4::int as tries
    from reached, run_job j join training_run r on r.id = j.run_id
    where j.run_id = $1 and r.lease_epoch = $2 and r.status = 'running'),
  job as (
    update run_job j set high_water = greatest(j.high_water, tried.height), last_error = $3, tries = tried.tries,
      available_at = now() + make_interval(secs => $4::int * $6::float8 * power(2, greatest(tried.tries - 1, 0))),
      dead_at = case when $4::int = 1 and tried.tries >= $5::int then now() end
    from tried where j.run_id = tried.run_id returning j.tries, j.dead_at),`;

const RECOVER = withStatusEvent(
  `update training_run r set lease_epoch = lease_epoch + 1, lease_expires_at = null, queued_at = now(),
      status = case when job.dead_at is null then 'queued'::run_status else 'failed' end,
      reason = case when job.dead_at is null then null
        else 'dead letter after ' || job.tries || ' tries without progress: ' || $3 end,
      finished_at = case when job.dead_at is null then null else now() end, last_event_no = last_event_no + 1
    from job where r.id = $1 and r.lease_epoch = $2 and r.status = 'running' returning r.*`,
  REACHED,
);

/** Queues runs again that paused because disk or memory was full, once they have waited. Returns their ids. */
export async function wakeStarvedRuns(db: Db, waitedSeconds: number): Promise<string[]> {
  const sql = `select r.id from run_job j join training_run r on r.id = j.run_id
    where r.status = 'paused' and r.request = 'none' and (r.reason like 'disk_full:%' or r.reason like 'out_of_memory:%')
      and coalesce(r.heartbeat_at, r.queued_at) < now() - make_interval(secs => $1)`;
  const ids = (await rowsOf(db, Id, { sql, values: [waitedSeconds] })).map((row) => row.id);
  for (const id of ids) await continueRun(db, id).catch(ignoreBusy); // another worker was quicker
  return ids;
}

function ignoreBusy(error: unknown): void {
  if (!(error instanceof RlhfError) || error.code !== "busy") throw error;
}

const Job = z.object({
  runId: z.uuid(),
  tries: z.int(),
  lastError: z.string().nullable(),
  deadAt: z.date().nullable(),
});
export type RunJob = z.infer<typeof Job>;

/** What the workers made of a run so far; null for a run that no worker was asked to do. */
export async function getRunJob(db: Db, runId: string): Promise<RunJob | null> {
  const { id } = await getRun(db, runId);
  const sql = `select run_id as "runId", tries, last_error as "lastError", dead_at as "deadAt" from run_job where run_id = $1`;
  return (await rowsOf(db, Job, { sql, values: [id] }))[0] ?? null;
}
