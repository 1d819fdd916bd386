import { Message, RunEventType, RunStatus } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

const nullableFigure = z.number().nullable();

/** What a run read and what came out of it. */
export const RunLineage = z.strictObject({
  policyVersions: z.array(z.strictObject({ id: z.uuid(), name: z.string(), version: z.int(), kind: z.string() })),
  rewardModelVersions: z.array(z.strictObject({ id: z.uuid(), name: z.string(), version: z.int() })),
  snapshots: z.array(z.strictObject({ id: z.uuid(), name: z.string(), version: z.int(), rows: z.int() })),
  batches: z.array(z.strictObject({ id: z.uuid(), name: z.string() })),
});
export type RunLineage = z.infer<typeof RunLineage>;

/** Everything that the run's checkpoints became, and everything of this project that its inputs and result name by id. */
export async function runLineage(db: Db, runId: string): Promise<RunLineage> {
  const sql = `with run as (select id, project_id, inputs::text || coalesce(result::text, '') as named from training_run where id = $1)
    select
      (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'name', p.name, 'version', v.version, 'kind', v.kind) order by p.name, v.version), '[]')
       from policy_version v join policy p on p.id = v.policy_id left join checkpoint c on c.id = v.checkpoint_id
       where p.project_id = run.project_id and (c.run_id = run.id or strpos(run.named, v.id::text) > 0)) as "policyVersions",
      (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'name', m.name, 'version', v.version) order by m.name, v.version), '[]')
       from reward_model_version v join reward_model m on m.id = v.reward_model_id
       where m.project_id = run.project_id and (v.run_id = run.id or strpos(run.named, v.id::text) > 0)) as "rewardModelVersions",
      (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', d.name, 'version', s.version, 'rows', s.row_count) order by d.name, s.version), '[]')
       from dataset_snapshot s join dataset d on d.id = s.dataset_id
       where d.project_id = run.project_id and strpos(run.named, s.id::text) > 0) as snapshots,
      (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'name', b.name) order by b.ordinal), '[]')
       from label_batch b where b.project_id = run.project_id and strpos(run.named, b.id::text) > 0) as batches
    from run`;
  const [row] = await rowsOf(db, RunLineage, { sql, values: [runId] });
  return row ?? { policyVersions: [], rewardModelVersions: [], snapshots: [], batches: [] };
}

export const CheckpointRow = z.strictObject({
  id: z.uuid(),
  step: z.int(),
  kind: z.string(),
  epoch: z.int(),
  manifestSha256: z.string(),
  weightsSha256: z.string().nullable(),
  bytes: z.number(),
  createdAt: z.date(),
  /** The policy version whose weights it holds, if it is one's. */
  policyVersionId: z.uuid().nullable(),
});

/** Newest first. */
export async function listCheckpoints(db: Db, runId: string): Promise<z.infer<typeof CheckpointRow>[]> {
  const sql = `select c.id, step, kind, epoch, encode(manifest_sha256, 'hex') as "manifestSha256",
      encode(weights_sha256, 'hex') as "weightsSha256", bytes::float8 as bytes, created_at as "createdAt",
      v.id as "policyVersionId"
    from checkpoint c left join (
      select distinct on (checkpoint_id) checkpoint_id, id from policy_version
      where checkpoint_id in (select id from checkpoint where run_id = $1) order by checkpoint_id, version desc) v
      on v.checkpoint_id = c.id
    where run_id = $1 order by step desc, kind limit 1000`;
  return rowsOf(db, CheckpointRow, { sql, values: [runId] });
}

export const ProbeSample = z.strictObject({
  promptId: z.uuid(),
  messages: z.array(Message),
  sampleIndex: z.int(),
  generationId: z.uuid(),
  text: z.string(),
  nTokens: z.int(),
  logpSum: nullableFigure,
  klSum: nullableFigure,
  finishReason: z.string(),
  score: nullableFigure,
  hasTokenStats: z.boolean(),
});

/** The steps at which a run answered its probe prompts. */
export async function sampledSteps(db: Db, runId: string): Promise<number[]> {
  const sql = "select distinct step from run_sample where run_id = $1 order by step";
  return (await rowsOf(db, z.object({ step: z.int() }), { sql, values: [runId] })).map((row) => row.step);
}

/** The probe prompts' answers at one step, always in the same order. */
export async function probeSamples(db: Db, runId: string, step: number): Promise<z.infer<typeof ProbeSample>[]> {
  const sql = `select s.prompt_id as "promptId", p.messages, s.sample_index as "sampleIndex", g.id as "generationId", g.text,
      g.n_tokens as "nTokens", g.logp_sum as "logpSum", g.kl_sum as "klSum", g.finish_reason as "finishReason",
      (select r.score::float8 from reward_score r join reward_model_version v on v.id = r.reward_model_version_id
       where r.generation_id = g.id order by v.version desc limit 1) as score,
      exists (select 1 from generation_token_stat k where k.generation_id = g.id) as "hasTokenStats"
    from run_sample s join prompt p on p.id = s.prompt_id join generation g on g.id = s.generation_id
    where s.run_id = $1 and s.step = $2 order by p.prompt_set_id, p.ordinal, s.sample_index limit 500`;
  return rowsOf(db, ProbeSample, { sql, values: [runId, step] });
}

export const ConfigRow = z.strictObject({
  path: z.string(),
  values: z.array(z.string().nullable()),
  differs: z.boolean(),
});

/** The settings of several runs side by side, in the order of the runs; null where a run has no such setting. */
export async function compareConfigs(
  db: Db,
  runIds: readonly string[],
  { onlyDifferent }: { onlyDifferent: boolean },
): Promise<z.infer<typeof ConfigRow>[]> {
  const sql = `select path, values, differs from (
      select p.path, array_agg(kv.value_text order by r.no) as values,
        count(distinct coalesce(kv.value_text, '␀')) > 1 as differs
      from (select distinct path from run_config_kv where run_id = any($1::uuid[])) p
      cross join unnest($1::uuid[]) with ordinality as r (id, no)
      left join run_config_kv kv on kv.run_id = r.id and kv.path = p.path group by p.path) x
    where differs or not $2 order by path`;
  return rowsOf(db, ConfigRow, { sql, values: [runIds, onlyDifferent] });
}

export const StreamedEvent = z.strictObject({
  runId: z.uuid(),
  seq: z.int(),
  eventNo: z.int(),
  type: RunEventType,
  payload: z.unknown(),
  createdAt: z.date(),
  status: RunStatus,
});
export type StreamedEvent = z.infer<typeof StreamedEvent>;

/** Events of several runs after the number given for each, oldest first within a run. */
export async function eventsAfter(
  db: Db,
  cursors: readonly { runId: string; after: number }[],
  limit: number,
): Promise<StreamedEvent[]> {
  const sql = `select r.id as "runId", r.seq, e.event_no as "eventNo", e.type, e.payload, e.created_at as "createdAt", r.status
    from unnest($1::uuid[], $2::int[]) with ordinality as c (id, after, no) join training_run r on r.id = c.id
    cross join lateral (select * from run_event where run_seq = r.seq and event_no > c.after order by event_no limit $3) e
    order by c.no, e.event_no limit $3`;
  const values = [cursors.map((cursor) => cursor.runId), cursors.map((cursor) => cursor.after), limit];
  return rowsOf(db, StreamedEvent, { sql, values });
}

export const PastEvent = StreamedEvent.omit({ runId: true, seq: true, status: true });

/** A run's events but for measurements, newest first; `before` is the number of the last one of the page before. */
export async function pastEvents(
  db: Db,
  runId: string,
  page: { before?: number; limit: number },
): Promise<z.infer<typeof PastEvent>[]> {
  const sql = `select e.event_no as "eventNo", e.type, e.payload, e.created_at as "createdAt"
    from training_run r join run_event e on e.run_seq = r.seq
    where r.id = $1 and e.type <> 'metric' and ($2::int is null or e.event_no < $2) order by e.event_no desc limit $3`;
  return rowsOf(db, PastEvent, { sql, values: [runId, page.before ?? null, page.limit] });
}

/** The number of each run's last event: where a page that has just read its state begins to listen. */
export async function lastEventNumbers(
  db: Db,
  runIds: readonly string[],
): Promise<Map<string, { seq: number; eventNo: number }>> {
  const Row = z.object({ id: z.uuid(), seq: z.int(), eventNo: z.int() });
  const sql = `select id, seq, last_event_no as "eventNo" from training_run where id = any($1::uuid[])`;
  const rows = await rowsOf(db, Row, { sql, values: [runIds] });
  return new Map(rows.map(({ id, seq, eventNo }) => [id, { seq, eventNo }]));
}

const TokenisedAnswer = z.object({
  tokenIds: z.array(z.int()),
  manifestSha256: z.string().nullable(),
  policyVersionId: z.uuid(),
});

/** An answer's token ids, and the checkpoint whose tokenizer wrote them. */
export async function readTokenIds(db: Db, generationId: string): Promise<z.infer<typeof TokenisedAnswer> | null> {
  const sql = `select g.token_ids as "tokenIds", encode(c.manifest_sha256, 'hex') as "manifestSha256",
      g.policy_version_id as "policyVersionId"
    from generation g join policy_version v on v.id = g.policy_version_id left join checkpoint c on c.id = v.checkpoint_id
    where g.id = $1`;
  const [row] = await rowsOf(db, TokenisedAnswer, { sql, values: [generationId] });
  return row ?? null;
}
