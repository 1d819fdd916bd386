import { Checkpoint, newId, RunSample, type RunLease } from "@rlhf/domain";
import { portions } from "./content";
import type { Db } from "./open-database";
import { rowsOf } from "./query";
import { staleLease } from "./run-lease";

const CHECKPOINT = `c.id, c.run_id as "runId", c.step, c.kind, c.epoch, encode(c.manifest_sha256, 'hex') as "manifestSha256",
  encode(c.weights_sha256, 'hex') as "weightsSha256", c.bytes::float8 as bytes, c.created_at as "createdAt"`;

/** Makes a checkpoint real: its blobs are on disk, this row is the commit. The same step and kind again replaces it. */
export async function commitCheckpoint(
  db: Db,
  lease: RunLease,
  checkpoint: { step: number; kind: string; manifestSha256: string; weightsSha256?: string | null; bytes: number },
): Promise<Checkpoint> {
  const sql = `
    with run as (select id from training_run where id = $1 and lease_epoch = $2 and status = 'running' for share)
    insert into checkpoint as c (id, run_id, step, kind, epoch, manifest_sha256, weights_sha256, bytes)
    select $3, run.id, $4, $5, $2, decode($6, 'hex'), decode($7, 'hex'), $8 from run
    on conflict (run_id, step, kind) do update set epoch = excluded.epoch, manifest_sha256 = excluded.manifest_sha256,
      weights_sha256 = excluded.weights_sha256, bytes = excluded.bytes
    returning ${CHECKPOINT}`;
  const { step, kind, manifestSha256, weightsSha256, bytes } = checkpoint;
  const values = [lease.runId, lease.epoch, newId(), step, kind, manifestSha256, weightsSha256 ?? null, bytes];
  const [row] = await rowsOf(db, Checkpoint, { sql, values });
  return row ?? staleLease(lease);
}

/** Newest first. */
export async function latestCheckpoints(
  db: Db,
  runId: string,
  filter: { kind?: string; limit?: number } = {},
): Promise<Checkpoint[]> {
  const sql = `select ${CHECKPOINT} from checkpoint c where c.run_id = $1 and ($2::text is null or c.kind = $2)
    order by c.step desc, c.kind limit $3`;
  return rowsOf(db, Checkpoint, { sql, values: [runId, filter.kind ?? null, filter.limit ?? 10] });
}

/** Checkpoints by id, in the order of the ids. */
export async function readCheckpoints(db: Db, ids: readonly string[]): Promise<Checkpoint[]> {
  const sql = `select ${CHECKPOINT} from unnest($1::uuid[]) with ordinality as r (id, no) join checkpoint c on c.id = r.id order by r.no`;
  return rowsOf(db, Checkpoint, { sql, values: [ids] });
}

/** Every manifest that a live row names: what garbage collection must keep. */
export async function liveManifests(db: Db): Promise<string[]> {
  const { rows } = await db.pool.query<{ hash: string }>(
    "select distinct encode(manifest_sha256, 'hex') as hash from checkpoint order by 1",
  );
  return rows.map((row) => row.hash);
}

/** Notes blobs by content; one that is there already stays. */
export async function insertArtifacts(
  db: Db,
  artifacts: readonly { sha256: string; uri: string; bytes: number; mime: string; meta?: Record<string, unknown> }[],
): Promise<void> {
  for (const portion of portions(artifacts)) {
    const rows = portion.map((artifact) => ({ ...artifact, id: newId(), meta: artifact.meta ?? {} }));
    await db.pool.query(
      `insert into artifact (id, sha256, uri, bytes, mime, meta) select id, decode(sha256, 'hex'), uri, bytes, mime, meta
       from jsonb_to_recordset($1::jsonb) as r (id uuid, sha256 text, uri text, bytes bigint, mime text, meta jsonb)
       on conflict (sha256) do nothing`,
      [JSON.stringify(rows)],
    );
  }
}

/** The probe prompts' answers of one step; the same step again replaces them. */
export async function insertRunSamples(
  db: Db,
  lease: RunLease,
  samples: readonly Omit<RunSample, "runId">[],
): Promise<void> {
  const sql = `
    with run as (select id from training_run where id = $1 and lease_epoch = $2 and status = 'running' for share),
    stored as (
      insert into run_sample (run_id, step, prompt_id, sample_index, generation_id, checkpoint_id)
      select run.id, s.step, s."promptId", s."sampleIndex", s."generationId", s."checkpointId"
      from run, jsonb_to_recordset($3::jsonb) as s (step int, "promptId" uuid, "sampleIndex" int, "generationId" uuid, "checkpointId" uuid)
      on conflict (run_id, step, prompt_id, sample_index) do update
        set generation_id = excluded.generation_id, checkpoint_id = excluded.checkpoint_id)
    select id from run`;
  const { rowCount } = await db.pool.query(sql, [lease.runId, lease.epoch, JSON.stringify(samples)]);
  if (rowCount === 0) staleLease(lease);
}

export async function listRunSamples(db: Db, runId: string): Promise<RunSample[]> {
  const sql = `select s.run_id as "runId", s.step, s.prompt_id as "promptId", s.sample_index as "sampleIndex",
      s.generation_id as "generationId", s.checkpoint_id as "checkpointId"
    from run_sample s join prompt p on p.id = s.prompt_id where s.run_id = $1 order by s.step, p.ordinal, s.sample_index`;
  return rowsOf(db, RunSample, { sql, values: [runId] });
}
