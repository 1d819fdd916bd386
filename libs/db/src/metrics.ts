import { MetricPoint, METRICS, RunEvent, type MetricInfo, type RunEventType, type RunLease } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";
import { staleLease } from "./run-lease";

const KNOWN: Record<string, MetricInfo | undefined> = METRICS;
const Count = z.object({ count: z.int().nullable() });

/** Stores points once each: a point that is there already stays. Returns how many were new. */
export async function appendMetrics(
  db: Db,
  lease: RunLease,
  points: readonly (MetricPoint & { wallMs?: number })[],
): Promise<number> {
  const values = [
    lease.runId,
    lease.epoch,
    points.map((p) => p.key),
    points.map((p) => p.step),
    points.map((p) => p.value),
    points.map((p) => p.wallMs ?? null),
    points.map((p) => KNOWN[p.key]?.unit ?? null),
    points.map((p) => KNOWN[p.key]?.better ?? null),
  ];
  const sql = "select append_metrics($1, $2, $3, $4, $5, $6, $7, $8) as count";
  const [row] = await rowsOf(db, Count, { sql, values });
  return row?.count ?? staleLease(lease);
}

/** On resume: forgets what was measured after `step`, the step of the checkpoint. Returns how many points went. */
export async function truncateMetricsAfter(db: Db, lease: RunLease, step: number): Promise<number> {
  const sql = "select truncate_metrics($1, $2, $3) as count";
  const [row] = await rowsOf(db, Count, { sql, values: [lease.runId, lease.epoch, step] });
  return row?.count ?? staleLease(lease);
}

/** Points of a run by key and step. */
export async function readMetrics(db: Db, runId: string, keys?: readonly string[]): Promise<MetricPoint[]> {
  const sql = `select p.step, m.name as key, p.value from training_run r join metric_point p on p.run_seq = r.seq
    join metric m on m.id = p.metric_id where r.id = $1 and ($2::text[] is null or m.name = any($2)) order by m.name, p.step`;
  return rowsOf(db, MetricPoint, { sql, values: [runId, keys ?? null] });
}

export type MetricSummary = { key: string; step: number; value: number; min: number; max: number };
const anyNumber = z.custom<number>((value) => typeof value === "number", "expected a number");
const Summary = z.object({ key: z.string(), step: z.int(), value: anyNumber, min: anyNumber, max: anyNumber });

/** The latest value of every metric of a run, with its range so far. */
export async function latestMetrics(db: Db, runId: string): Promise<MetricSummary[]> {
  const sql = `select m.name as key, l.step, l.value, l.min, l.max from training_run r join metric_latest l on l.run_seq = r.seq
    join metric m on m.id = l.metric_id where r.id = $1 order by m.name`;
  return rowsOf(db, Summary, { sql, values: [runId] });
}

/** Appends events; returns the number of the last one. */
export async function appendEvents(
  db: Db,
  lease: RunLease,
  events: readonly { type: RunEventType; payload: unknown }[],
): Promise<number> {
  const sql = `
    with run as (
      update training_run set last_event_no = last_event_no + $3
      where id = $1 and lease_epoch = $2 and status = 'running' returning seq, last_event_no - $3 as before),
    event as (
      insert into run_event (run_seq, event_no, type, payload)
      select run.seq, run.before + e.no, (e.value ->> 'type')::run_event_type, coalesce(e.value -> 'payload', 'null')
      from run, jsonb_array_elements($4::jsonb) with ordinality as e (value, no))
    select before + $3 as count, pg_notify('run_event', seq || ':' || (before + $3)) from run`;
  const values = [lease.runId, lease.epoch, events.length, JSON.stringify(events)];
  const [row] = await rowsOf(db, Count, { sql, values });
  return row?.count ?? staleLease(lease);
}

/** Events of a run after the given number, oldest first. */
export async function readEvents(
  db: Db,
  runId: string,
  after: { eventNo: number; limit?: number },
): Promise<RunEvent[]> {
  const sql = `select e.event_no as "eventNo", e.type, e.payload from training_run r join run_event e on e.run_seq = r.seq
    where r.id = $1 and e.event_no > $2 order by e.event_no limit $3`;
  return rowsOf(db, RunEvent, { sql, values: [runId, after.eventNo, after.limit ?? 1_000] });
}
