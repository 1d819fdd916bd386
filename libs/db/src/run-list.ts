import { RunKind, RunRequest, RunStatus } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

// Reading runs for screens. Lists read metric_latest and never a metric point, a config or a text.

/** May be NaN or infinite: a run that breaks down must show it. */
const figure = z.custom<number>((value) => typeof value === "number", "expected a number");

const HEADLINE_KEYS = ["objective/scores", "objective/kl", "train/loss", "eval/nats_per_token", "reward/accuracy"];

export const RunSummary = z.strictObject({
  id: z.uuid(),
  seq: z.int(),
  parentRunId: z.uuid().nullable(),
  scheduleId: z.uuid().nullable(),
  kind: RunKind,
  name: z.string(),
  status: RunStatus,
  reason: z.string().nullable(),
  request: RunRequest,
  progress: z.number(),
  attempt: z.int(),
  seed: z.int(),
  configHash: z.string(),
  codeVersion: z.string(),
  workerId: z.string().nullable(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  heartbeatAt: z.date().nullable(),
  children: z.int(),
  lastEventNo: z.int(),
  /** The latest value of the few metrics that tell how a run fares. */
  headline: z.array(z.strictObject({ key: z.string(), step: z.int(), value: figure })),
});
export type RunSummary = z.infer<typeof RunSummary>;

const SUMMARY = `r.id, r.seq, r.parent_run_id as "parentRunId", r.schedule_id as "scheduleId", r.kind, r.name, r.status, r.reason,
  r.request, r.progress, r.attempt, r.seed::float8 as seed, encode(r.config_hash, 'hex') as "configHash",
  r.code_version as "codeVersion", r.worker_id as "workerId", r.created_at as "createdAt", r.started_at as "startedAt",
  r.finished_at as "finishedAt", r.heartbeat_at as "heartbeatAt",
  (select count(*)::int from training_run c where c.parent_run_id = r.id) as children,
  r.last_event_no as "lastEventNo"`;

/** Newest first; `beforeSeq` is the last one of the page before. */
export async function listRunSummaries(
  db: Db,
  filter: {
    projectId: string;
    kind?: RunKind;
    status?: RunStatus;
    parentRunId?: string;
    scheduleId?: string;
    /** Only runs that no other run started. */
    topLevel?: boolean;
    /** Part of the name. */
    query?: string;
    beforeSeq?: number;
    limit: number;
  },
): Promise<RunSummary[]> {
  const sql = `with page as (
      select ${SUMMARY} from training_run r where r.project_id = $1 and ($2::run_kind is null or r.kind = $2)
        and ($3::run_status is null or r.status = $3) and ($4::uuid is null or r.parent_run_id = $4)
        and ($5::uuid is null or r.schedule_id = $5) and (not $6 or r.parent_run_id is null)
        and ($7::text is null or strpos(lower(r.name), lower($7)) > 0) and ($8::int is null or r.seq < $8)
      order by r.seq desc limit $9)
    select page.*, coalesce(h.headline, '[]') as headline from page left join lateral (
      select jsonb_agg(jsonb_build_object('key', m.name, 'step', l.step, 'value', l.value) order by m.name) as headline
      from metric_latest l join metric m on m.id = l.metric_id
      where l.run_seq = page.seq and m.name = any($10) and l.value - l.value = 0) h on true
    order by page.seq desc`;
  const { projectId, kind, status, parentRunId, scheduleId, topLevel, query, beforeSeq, limit } = filter;
  const values = [projectId, kind ?? null, status ?? null, parentRunId ?? null, scheduleId ?? null, topLevel ?? false];
  values.push(query ?? null);
  return rowsOf(db, RunSummary, { sql, values: [...values, beforeSeq ?? null, limit, HEADLINE_KEYS] });
}

export const MetricSeries = z.strictObject({
  key: z.string(),
  unit: z.string().nullable(),
  better: z.string().nullable(),
  /** Steps in one bucket; 1 = every point as it was measured. */
  bucketSteps: z.int(),
  /** One entry per bucket: its last step, that step's value, and the range of the whole bucket. */
  step: z.array(z.int()),
  last: z.array(figure),
  min: z.array(figure),
  max: z.array(figure),
  n: z.array(z.int()),
  /** Milliseconds since the run began, at `step`; null where not measured. */
  wallMs: z.array(z.int().nullable()),
});
export type MetricSeries = z.infer<typeof MetricSeries>;

type Range = { fromStep?: number; toStep?: number; maxPoints: number };
const Extent = z.object({ id: z.int(), key: z.string(), unit: z.string().nullable(), better: z.string().nullable() });
const Bucket = z.object({
  step: z.int(),
  last: figure,
  min: figure,
  max: figure,
  n: z.int(),
  wallMs: z.int().nullable(),
});

/**
 * Series of a run, at most `maxPoints` buckets each: from the points themselves when there are few, else from the finest
 * rollup that is not much finer than asked for. Spikes survive, because every bucket keeps its range.
 */
export async function readSeries(
  db: Db,
  runId: string,
  asked: Range & { keys?: readonly string[] },
): Promise<MetricSeries[]> {
  const run = await rowOf(db, z.object({ seq: z.int() }), {
    sql: "select seq from training_run where id = $1",
    values: [runId],
    what: `run ${runId}`,
  });
  const sql = `select m.id, m.name as key, m.unit, m.direction as better from metric_latest l join metric m on m.id = l.metric_id
    where l.run_seq = $1 and ($2::text[] is null or m.name = any($2)) order by m.name`;
  const metrics = await rowsOf(db, Extent, { sql, values: [run.seq, asked.keys ?? null] });
  return Promise.all(metrics.map((metric) => readOne(db, { runSeq: run.seq, metric }, asked)));
}

async function readOne(
  db: Db,
  of: { runSeq: number; metric: z.infer<typeof Extent> },
  { fromStep = 0, toStep, maxPoints }: Range,
): Promise<MetricSeries> {
  const span = await rowOf(db, z.object({ steps: z.int(), last: z.int() }), {
    sql: `select greatest(0, least(l.step, coalesce($3, l.step)) - $4 + 1) as steps, l.step as last
      from metric_latest l where l.run_seq = $1 and l.metric_id = $2`,
    values: [of.runSeq, of.metric.id, toStep ?? null, fromStep],
    what: `metric ${of.metric.key}`,
  });
  const level = levelFor(span.steps, maxPoints);
  const perGroup = Math.max(1, Math.ceil(span.steps / 16 ** level / maxPoints));
  const values = [of.runSeq, of.metric.id, fromStep, toStep ?? span.last, level, perGroup];
  const rows = await rowsOf(db, Bucket, { sql: level === 0 ? POINTS : ROLLUPS, values });
  const { key, unit, better } = of.metric;
  return {
    key,
    unit,
    better,
    bucketSteps: level === 0 && perGroup === 1 ? 1 : 16 ** level * perGroup,
    step: rows.map((row) => row.step),
    last: rows.map((row) => row.last),
    min: rows.map((row) => row.min),
    max: rows.map((row) => row.max),
    n: rows.map((row) => row.n),
    wallMs: rows.map((row) => row.wallMs),
  };
}

/** The coarsest level that still has as many buckets as asked for; points only up to 20 000 steps. */
function levelFor(steps: number, maxPoints: number): number {
  let level = 0;
  while (level < 4 && (steps / 16 ** (level + 1) >= maxPoints || (level === 0 && steps > 20_000))) level++;
  return level;
}

const grouped = (from: string) => `
  select x.step, x.last, x.min, x.max, x.n, (
      -- one look-up per bucket; a join would read every point of the series
      select p.wall_ms from metric_point p where p.run_seq = $1 and p.metric_id = $2 and p.step = x.step) as "wallMs"
  from (
    select max(step) as step, (array_agg(last order by step desc))[1] as last, min(min) as min, max(max) as max,
      sum(n)::int as n
    from (${from}) b group by bucket / $6) x
  order by x.step`;
const POINTS = grouped(`select step as bucket, step, value as last, value as min, value as max, 1 as n from metric_point
  where run_seq = $1 and metric_id = $2 and step between $3 and $4 and $5 = 0`);
const ROLLUPS = grouped(`select bucket, last_step as step, vlast as last, vmin as min, vmax as max, n from metric_rollup
  where run_seq = $1 and metric_id = $2 and level = $5 and last_step between $3 and $4`);
