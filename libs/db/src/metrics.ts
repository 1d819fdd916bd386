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
  const values = [lease.runId, lease.epoch, step];
  const sql = "select truncate_metrics($1, $2, $3) as count";
  const [row] = await rowsOf(db, Count, { sql, values });
  const spreads = `delete from metric_histogram h using training_run r
    where r.id = $1 and r.lease_epoch = $2 and r.status = 'running' and h.run_seq = r.seq and h.step > $3`;
  await rowsOf(db, z.object({}), { sql: spreads, values });
  return row?.count ?? staleLease(lease);
}

/** How the values behind a metric were spread at a step: `counts[i]` of them lie in [edges[i], edges[i + 1]). */
export const MetricSpread = z.object({ step: z.int(), edges: z.array(z.number()), counts: z.array(z.int()) });
export type MetricSpread = z.infer<typeof MetricSpread>;

/** Stores the spread of a metric that has points already; a step's spread stays as it came first. */
export async function appendSpread(db: Db, lease: RunLease, spread: MetricSpread & { key: string }): Promise<void> {
  const sql = `with run as (select * from training_run where id = $1 and lease_epoch = $2 and status = 'running' for share),
    stored as (
      insert into metric_histogram (run_seq, metric_id, step, edges, counts)
      select run.seq, m.id, $4, $5, $6 from run join metric m on m.project_id = run.project_id and m.name = $3
      on conflict do nothing)
    select count(*)::int as count from run`;
  const { key, step, edges, counts } = spread;
  const [row] = await rowsOf(db, Count, { sql, values: [lease.runId, lease.epoch, key, step, edges, counts] });
  if (row?.count !== 1) staleLease(lease);
}

/** Spreads of a metric by step, at most `atMost` of them and then evenly spaced; `every`: of how many steps one is given. */
export async function readSpreads(
  db: Db,
  runId: string,
  { key, atMost }: { key: string; atMost: number },
): Promise<{ every: number; spreads: MetricSpread[] }> {
  const sql = `with source as (
      select r.seq, m.id from training_run r join metric m on m.project_id = r.project_id and m.name = $2 where r.id = $1),
    numbered as ( -- over the steps alone: the index has them
      select h.step, row_number() over (order by h.step desc) - 1 as no, count(*) over () as n
      from source join metric_histogram h on h.run_seq = source.seq and h.metric_id = source.id),
    kept as (
      select step, greatest(1, ceil(n / $3::float8))::int as every from numbered
      where no % greatest(1, ceil(n / $3::float8))::int = 0)
    select kept.step, h.edges, h.counts, kept.every from kept cross join source
    join metric_histogram h on h.run_seq = source.seq and h.metric_id = source.id and h.step = kept.step order by kept.step`;
  const rows = await rowsOf(db, MetricSpread.extend({ every: z.int() }), { sql, values: [runId, key, atMost] });
  return { every: rows[0]?.every ?? 1, spreads: rows.map(({ every: _, ...spread }) => spread) };
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
