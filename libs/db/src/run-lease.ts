import { NotFoundError, RlhfError, Run, RunRequest, StaleLeaseError, type RunLease } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";
import { getRun, RUN } from "./runs";

// Every write below names the epoch of its lease. When another process has claimed the run since, it changes 0 rows and
// the writer gets a StaleLeaseError: it must stop and write nothing more.

/** Adds the event of a status change in the same statement; `changed` is the CTE of the updated run, `first` ones before it. */
export const withStatusEvent = (changed: string, first = "") => `
  with ${first} changed as (${changed}),
  event as (insert into run_event (run_seq, event_no, type, payload)
    select seq, last_event_no, 'status', jsonb_build_object('status', status, 'reason', reason, 'epoch', lease_epoch) from changed
    returning pg_notify('run_event', run_seq || ':' || event_no))
  select ${RUN}, (select count(*) from event) as events from changed r`;

/**
 * Takes the run: raises its epoch, so that every older writer is shut out. A run that is running under a live lease is
 * refused unless `takeOver`; a finished one always.
 * @throws NotFoundError when there is no such run, RlhfError "busy" when it cannot be taken.
 */
export async function claimRun(
  db: Db,
  runId: string,
  options: { workerId: string; leaseSeconds: number; takeOver?: boolean },
): Promise<{ run: Run; lease: RunLease }> {
  const sql = withStatusEvent(`
    update training_run set lease_epoch = lease_epoch + 1, attempt = attempt + 1, worker_id = $2, heartbeat_at = now(),
      lease_expires_at = now() + make_interval(secs => $3), started_at = coalesce(started_at, now()), finished_at = null,
      request = case when status in ('queued', 'running') then request else 'none' end, status = 'running', reason = null,
      last_event_no = last_event_no + 1
    where id = $1 and status <> 'succeeded' and (status <> 'running' or lease_expires_at <= now() or $4) returning *`);
  const values = [runId, options.workerId, options.leaseSeconds, options.takeOver ?? false];
  const [run] = await rowsOf(db, Run, { sql, values });
  if (run) return { run, lease: { runId, epoch: run.leaseEpoch } };
  const now = await getRun(db, runId);
  if (now.status === "succeeded") throw new RlhfError("busy", `run ${runId}: expected an unfinished run, it succeeded`);
  const until = now.leaseExpiresAt?.toISOString() ?? "unknown";
  throw new RlhfError(
    "busy",
    `run ${runId}: expected nobody at work on it, but ${now.workerId} holds it until ${until}; wait, or cancel it first`,
  );
}

/** Renews the lease, once per step or so; returns what someone asked the run to do. */
export async function heartbeat(
  db: Db,
  lease: RunLease,
  beat: { leaseSeconds: number; progress?: number },
): Promise<RunRequest> {
  const sql = `update training_run set heartbeat_at = now(), lease_expires_at = now() + make_interval(secs => $3),
    progress = coalesce($4, progress) where id = $1 and lease_epoch = $2 and status = 'running' returning request`;
  return fencedRequest(db, lease, { sql, values: [beat.leaseSeconds, beat.progress ?? null] });
}

/** `progress` from 0 to 1. */
export async function setProgress(db: Db, lease: RunLease, progress: number): Promise<RunRequest> {
  const sql = `update training_run set progress = $3 where id = $1 and lease_epoch = $2 and status = 'running' returning request`;
  return fencedRequest(db, lease, { sql, values: [progress] });
}

/** What someone asked the run to do; to be read once per step. */
export async function readRequest(db: Db, lease: RunLease): Promise<RunRequest> {
  const sql = "select request from training_run where id = $1 and lease_epoch = $2 and status = 'running'";
  return fencedRequest(db, lease, { sql, values: [] });
}

async function fencedRequest(db: Db, lease: RunLease, query: { sql: string; values: unknown[] }): Promise<RunRequest> {
  const Row = z.object({ request: RunRequest });
  const [row] = await rowsOf(db, Row, { sql: query.sql, values: [lease.runId, lease.epoch, ...query.values] });
  return (row ?? staleLease(lease)).request;
}

export async function finishRun(db: Db, lease: RunLease, result: Record<string, unknown> = {}): Promise<Run> {
  return endRun(db, lease, { status: "succeeded", reason: null, result });
}
export async function failRun(db: Db, lease: RunLease, reason: string): Promise<Run> {
  return endRun(db, lease, { status: "failed", reason, result: null });
}
/** `reason`: `requested`, `disk_full`, `out_of_memory`, … The run can be claimed again. */
export async function pauseRun(db: Db, lease: RunLease, reason: string): Promise<Run> {
  return endRun(db, lease, { status: "paused", reason, result: null });
}
export async function cancelRun(db: Db, lease: RunLease, reason = "requested"): Promise<Run> {
  return endRun(db, lease, { status: "cancelled", reason, result: null });
}

async function endRun(
  db: Db,
  lease: RunLease,
  end: {
    status: "succeeded" | "failed" | "paused" | "cancelled";
    reason: string | null;
    result: Record<string, unknown> | null;
  },
): Promise<Run> {
  const sql = withStatusEvent(`
    update training_run set status = $3::run_status, reason = $4, result = coalesce($5::jsonb, result), request = 'none', lease_expires_at = null,
      progress = case when $3::run_status = 'succeeded' then 1 else progress end,
      finished_at = case when $3::run_status = 'paused' then null else now() end, last_event_no = last_event_no + 1
    where id = $1 and lease_epoch = $2 and status = 'running' returning *`);
  const result = end.result === null ? null : JSON.stringify(end.result);
  const [run] = await rowsOf(db, Run, { sql, values: [lease.runId, lease.epoch, end.status, end.reason, result] });
  return run ?? staleLease(lease);
}

/** Asks a run to stop. A running one answers within a step; a waiting one stops here. Ended runs stay as they are. */
export async function requestRun(db: Db, runId: string, request: "cancel" | "pause"): Promise<Run> {
  const stopped = request === "cancel" ? "cancelled" : "paused";
  const sql = withStatusEvent(`
    update training_run set request = case when status = 'running' then $2::run_request else 'none' end,
      reason = case when status = 'running' then reason else 'requested' end,
      finished_at = case when status <> 'running' and $2::run_request = 'cancel' then now() else finished_at end,
      status = case when status = 'running' then status else $3::run_status end, last_event_no = last_event_no + 1
    where id = $1 and (status in ('running', 'queued') or (status = 'paused' and $2::run_request = 'cancel')) returning *`);
  const [run] = await rowsOf(db, Run, { sql, values: [runId, request, stopped] });
  await db.pool.query("select pg_notify('run_request', $1)", [runId]);
  return run ?? getRun(db, runId);
}

/** Queues a paused, failed or cancelled run once more. */
export async function requeueRun(db: Db, runId: string): Promise<Run> {
  const sql = withStatusEvent(`
    update training_run set status = 'queued', reason = null, request = 'none', queued_at = now(), finished_at = null,
      last_event_no = last_event_no + 1
    where id = $1 and status in ('paused', 'failed', 'cancelled') returning *`);
  const what = `run ${runId} that is paused, failed or cancelled`;
  const { id } = await rowOf(db, Run, { sql, values: [runId], what }).catch((error: unknown) => {
    if (error instanceof NotFoundError) throw new RlhfError("busy", error.message, { cause: error });
    throw error;
  });
  return getRun(db, id);
}

export function staleLease(lease: RunLease): never {
  throw new StaleLeaseError(
    `run ${lease.runId}: expected lease epoch ${lease.epoch} to hold, but another process claimed the run or it ended; this writer must stop`,
  );
}
