import { Message, newId, Split } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { inTransaction, rowOf, rowsOf } from "./query";

const SPLITS = Split.options;

export const PromptSetRow = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  prompts: z.int(),
  splits: z.strictObject({ train: z.int(), val: z.int(), test: z.int(), gold: z.int() }),
  createdAt: z.date(),
});

export async function promptSetRows(db: Db, projectId: string): Promise<z.infer<typeof PromptSetRow>[]> {
  const count = (split: string) => `'${split}', count(p.id) filter (where p.split = '${split}')`;
  const sql = `select s.id, s.name, count(p.id)::int as prompts,
      jsonb_build_object(${SPLITS.map(count).join(", ")}) as splits, s.created_at as "createdAt"
    from prompt_set s left join prompt p on p.prompt_set_id = s.id where s.project_id = $1 group by s.id order by s.created_at, s.name`;
  return rowsOf(db, PromptSetRow, { sql, values: [projectId] });
}

const TagCount = z.object({ tag: z.string(), prompts: z.int() });

/** The tags of a set with how many prompts have each, most used first. */
export async function promptTags(db: Db, promptSetId: string): Promise<z.infer<typeof TagCount>[]> {
  const sql = `select tag, count(*)::int as prompts from prompt p, unnest(p.tags) as tag where p.prompt_set_id = $1
    group by tag order by 2 desc, 1 limit 500`;
  return rowsOf(db, TagCount, { sql, values: [promptSetId] });
}

export const PromptRow = z.strictObject({
  id: z.uuid(),
  promptSetId: z.uuid(),
  ordinal: z.int(),
  messages: z.array(Message),
  split: Split,
  tags: z.array(z.string()),
  answers: z.int(),
  judgments: z.int(),
});

type PromptFilter = {
  promptSetId: string;
  split?: Split;
  tag?: string;
  /** Part of the text. */
  search?: string;
  /** The last row's ordinal of the page before. */
  after?: number;
  limit: number;
};

/** A page of a set's prompts, in their order. */
export async function promptRows(db: Db, f: PromptFilter): Promise<z.infer<typeof PromptRow>[]> {
  const sql = `select p.id, p.prompt_set_id as "promptSetId", p.ordinal, p.messages, p.split, p.tags,
      (select count(*)::int from generation g where g.prompt_id = p.id) as answers,
      (select count(*)::int from comparison_task t join pairwise_outcome o on o.task_id = t.id
       where t.prompt_id = p.id and t.project_id = p.project_id and o.weight > 0) as judgments
    from prompt p where p.prompt_set_id = $1 and ($2::split is null or p.split = $2) and ($3::text is null or p.tags @> array[$3])
      and ($4::text is null or exists (
        select 1 from jsonb_array_elements(p.messages) m where strpos(lower(m ->> 'content'), lower($4)) > 0)) and ($5::int is null or p.ordinal > $5)
    order by p.ordinal limit $6`;
  const values = [f.promptSetId, f.split ?? null, f.tag ?? null, f.search ?? null, f.after ?? null, f.limit];
  return rowsOf(db, PromptRow, { sql, values });
}

/** Adds and removes tags, and moves prompts to a split where one is named; returns how many prompts there were. */
export async function changePrompts(
  db: Db,
  change: { promptIds: readonly string[]; add: readonly string[]; remove: readonly string[]; split: Split | null },
): Promise<number> {
  const sql = `update prompt set split = coalesce($4::split, split), tags = array(
      select distinct tag from unnest(tags || $2::text[]) as tag where tag <> all($3::text[]) order by tag)
    where id = any($1::uuid[]) returning id`;
  const values = [change.promptIds, change.add, change.remove, change.split];
  return (await rowsOf(db, z.object({ id: z.uuid() }), { sql, values })).length;
}

export const SnapshotRow = z.strictObject({
  id: z.uuid(),
  datasetName: z.string(),
  /** `preference` for frozen judgments, else the kind of the file that was imported. */
  kind: z.string(),
  version: z.int(),
  rows: z.int(),
  /** Of judged pairs by the split of their prompts; null for a file, which is split when a run reads it. */
  splits: z.strictObject({ train: z.int(), val: z.int(), test: z.int(), gold: z.int() }).nullable(),
  /** How several judgments of one pair became rows. */
  aggregation: z.string(),
  /** Judgments given later are not in it; null for a file. */
  judgmentHighWater: z.date().nullable(),
  contentSha256: z.string(),
  /** Where it came from: a batch, or a file's name. */
  query: z.record(z.string(), z.unknown()),
  /** The runs that read it. */
  usedBy: z.array(z.strictObject({ id: z.uuid(), seq: z.int(), kind: z.string(), name: z.string() })),
  createdAt: z.date(),
});

/** Newest first; or the one asked for. */
export async function snapshotRows(
  db: Db,
  of: { projectId: string; snapshotId?: string },
): Promise<z.infer<typeof SnapshotRow>[]> {
  const share = (split: string) => `'${split}', count(*) filter (where w.split = '${split}')`;
  const sql = `select s.id, d.name as "datasetName", d.kind, s.version, s.row_count as rows, s.aggregation,
      encode(s.content_sha256, 'hex') as "contentSha256", s.query, s.created_at as "createdAt",
      s.judgment_high_water as "judgmentHighWater", case when d.kind = 'preference' then (
        select jsonb_build_object(${SPLITS.map(share).join(", ")}) from dataset_row w where w.snapshot_id = s.id) end as splits,
      (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'seq', r.seq, 'kind', r.kind, 'name', r.name) order by r.seq), '[]')
       from training_run r where r.project_id = $1 and (strpos(r.inputs::text, s.id::text) > 0
         or r.id in (select m.run_id from reward_model_version m where m.snapshot_id = s.id))) as "usedBy"
    from dataset_snapshot s join dataset d on d.id = s.dataset_id where d.project_id = $1
      and ($2::uuid is null or s.id = $2)
    order by s.created_at desc, s.version desc limit 200`;
  return rowsOf(db, SnapshotRow, { sql, values: [of.projectId, of.snapshotId ?? null] });
}

export const PreferenceRow = z.strictObject({
  rowNo: z.int(),
  messages: z.array(Message),
  chosen: z.string(),
  rejected: z.string(),
  margin: z.number(),
  weight: z.number(),
  softLabel: z.number(),
  split: Split,
});

/** Rows of a snapshot of judgments, after a row number, with their texts. */
export async function preferenceRows(
  db: Db,
  of: { snapshotId: string; after: number; limit: number },
): Promise<z.infer<typeof PreferenceRow>[]> {
  const sql = `select r.row_no as "rowNo", p.messages, c.text as chosen, j.text as rejected, r.margin, r.weight,
      r.soft_label as "softLabel", r.split
    from dataset_row r join prompt p on p.id = r.prompt_id join generation c on c.id = r.chosen_generation_id
    join generation j on j.id = r.rejected_generation_id
    where r.snapshot_id = $1 and r.row_no > $2 order by r.row_no limit $3`;
  return rowsOf(db, PreferenceRow, { sql, values: [of.snapshotId, of.after, of.limit] });
}

export const BatchPreference = PreferenceRow.pick({ messages: true, chosen: true, rejected: true }).extend({
  taskOrdinal: z.int(),
  judgmentId: z.uuid(),
  strength: z.int(),
});

/** Decided judgments of a batch, checks left out, after the row named. */
export async function batchPreferences(
  db: Db,
  of: { batchId: string; after: { taskOrdinal: number; judgmentId: string } | null; limit: number },
): Promise<z.infer<typeof BatchPreference>[]> {
  const sql = `select t.ordinal as "taskOrdinal", o.judgment_id as "judgmentId", p.messages, abs(o.strength)::int as strength,
      case when o.outcome = 1 then gi.text else gj.text end as chosen, case when o.outcome = 1 then gj.text else gi.text end as rejected
    from pairwise_outcome o join comparison_task t on t.id = o.task_id join prompt p on p.id = o.prompt_id
    join generation gi on gi.id = o.generation_i join generation gj on gj.id = o.generation_j
    where o.batch_id = $1 and o.weight > 0 and o.outcome in (0, 1)
      and ($2::int is null or (t.ordinal, o.judgment_id) > ($2, $3::uuid))
    order by t.ordinal, o.judgment_id limit $4`;
  const values = [of.batchId, of.after?.taskOrdinal ?? null, of.after?.judgmentId ?? null, of.limit];
  return rowsOf(db, BatchPreference, { sql, values });
}

const Stored = z.object({ id: z.uuid(), version: z.int() });
/** `fresh`: false when this content was there already. */
type Stored = z.infer<typeof Stored> & { fresh: boolean };

/** Records an imported file, whose rows lie in the blob of this hash; the same content again is the same version. */
export async function recordImport(
  db: Db,
  file: {
    projectId: string;
    name: string;
    kind: string;
    rows: number;
    sha256: string;
    query: Record<string, unknown>;
    createdBy: string;
  },
): Promise<Stored> {
  return inTransaction(db, async (client) => {
    const { id: datasetId } = await rowOf(client, z.object({ id: z.uuid() }), {
      sql: `insert into dataset (id, project_id, name, kind) values ($1, $2, $3, $4)
        on conflict (project_id, name) do update set name = excluded.name where dataset.kind = excluded.kind returning id`,
      values: [newId(), file.projectId, file.name, file.kind],
      what: `data set ${file.name} of ${file.kind} (one of this name may hold another kind: choose another name)`,
    });
    const { rowCount } = await client.query(
      `insert into dataset_snapshot (id, dataset_id, version, query, aggregation, content_sha256, row_count, created_by)
       select $1, $2::uuid, coalesce(max(version), 0) + 1, $3::jsonb, 'raw', decode($4, 'hex'), $5::int, $6::uuid from dataset_snapshot
       where dataset_id = $2 on conflict (dataset_id, content_sha256) do nothing`,
      [newId(), datasetId, JSON.stringify(file.query), file.sha256, file.rows, file.createdBy],
    );
    const stored = await rowOf(client, Stored, {
      sql: "select id, version from dataset_snapshot where dataset_id = $1 and content_sha256 = decode($2, 'hex')",
      values: [datasetId, file.sha256],
      what: "the import",
    });
    return { ...stored, fresh: rowCount === 1 };
  });
}

const ImportedFile = z.object({ id: z.uuid(), kind: z.string(), sha256: z.string() });

/** Imported files of a project by snapshot id; those that are not there, or hold judgments, are left out. */
export async function importedFiles(
  db: Db,
  projectId: string,
  ids: readonly string[],
): Promise<z.infer<typeof ImportedFile>[]> {
  const sql = `select s.id, d.kind, encode(s.content_sha256, 'hex') as sha256 from dataset_snapshot s
    join dataset d on d.id = s.dataset_id where d.project_id = $1 and s.id = any($2::uuid[]) and d.kind <> 'preference'`;
  return rowsOf(db, ImportedFile, { sql, values: [projectId, ids] });
}
