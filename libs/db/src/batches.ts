import { LabelBatch, newId } from "@rlhf/domain";
import { z } from "zod";
import { portions } from "./content";
import type { Db } from "./open-database";
import { inTransaction, rowOf, rowsOf } from "./query";

export type GoldKind = "gold" | "attention" | "training" | "repeat";
export type TaskInput = {
  /** Place in the batch; creating the same ordinal again changes nothing. */
  ordinal: number;
  promptId: string;
  /** Items 0, 1, …; shuffle them, so that an item's number says nothing about its policy. */
  generationIds: readonly string[];
  slotsTotal?: number;
  priority?: number;
  repeatOfTaskId?: string | null;
  /** With which probability the sampler took this pair of policies for this prompt; for reweighting. */
  samplingPropensity?: number;
  gold?: { kind: GoldKind; expected: Record<string, unknown>; explanation?: string };
};

const Id = z.object({ id: z.uuid() });
const Task = z.object({ id: z.uuid(), ordinal: z.int() });
const BATCH = `id, project_id as "projectId", ordinal, name, task_schema_id as "taskSchemaId", guideline_id as "guidelineId",
  seed::float8 as seed, lease_seconds as "leaseSeconds", status`;

/** Guidelines never change: other text is another version. */
export async function ensureGuideline(
  db: Db,
  guideline: { projectId: string; version: number; bodyMd: string },
): Promise<{ id: string }> {
  const sql = `insert into guideline (id, project_id, version, body_md) values ($1, $2, $3, $4)
    on conflict (project_id, version) do update set version = excluded.version where guideline.body_md = excluded.body_md
    returning id`;
  const { projectId, version, bodyMd } = guideline;
  const what = `guideline version ${version} with this text (a version's text never changes; choose the next version)`;
  return rowOf(db, Id, { sql, values: [newId(), projectId, version, bodyMd], what });
}

/** The newest version of the project's guideline; `firstMd` becomes version 1 of a project that has none. */
export async function guidelineInForce(
  db: Db,
  { projectId, firstMd }: { projectId: string; firstMd: string },
): Promise<{ id: string }> {
  const first = `insert into guideline (id, project_id, version, body_md)
    select $1, $2, 1, $3 where not exists (select 1 from guideline where project_id = $2) on conflict do nothing`;
  await db.pool.query(first, [newId(), projectId, firstMd]);
  const sql = `select id from guideline where project_id = $1 order by version desc limit 1`;
  return rowOf(db, Id, { sql, values: [projectId], what: "guideline" });
}

export async function ensureTaskSchema(
  db: Db,
  schema: { projectId: string; name: string; version: number; kind: "pairwise"; definition: Record<string, unknown> },
): Promise<{ id: string }> {
  const sql = `insert into task_schema (id, project_id, name, version, kind, definition) values ($1, $2, $3, $4, $5, $6)
    on conflict (project_id, name, version) do update set version = excluded.version
    where task_schema.definition = excluded.definition and task_schema.kind = excluded.kind returning id`;
  const values = [
    newId(),
    schema.projectId,
    schema.name,
    schema.version,
    schema.kind,
    JSON.stringify(schema.definition),
  ];
  const what = `task schema ${schema.name} version ${schema.version} with this definition (a version never changes; choose the next)`;
  return rowOf(db, Id, { sql, values, what });
}

/** The batch of this name, made if it is new; a batch that is there keeps its seed and settings. */
export async function createLabelBatch(
  db: Db,
  batch: {
    projectId: string;
    name: string;
    seed: number;
    taskSchemaId: string;
    guidelineId: string;
    leaseSeconds?: number;
    goldRate?: number;
    repeatRate?: number;
    /** Judgments wanted on each pair; its tasks have that many slots. */
    targetOverlap?: number;
    sampler?: Record<string, unknown>;
    /** Who is served its tasks; `automatic`, the default, keeps a simulator's or an oracle's batch off people's screens. */
    audience?: "people" | "automatic" | "anyone";
    createdBy?: string;
  },
): Promise<LabelBatch> {
  return inTransaction(db, async (client) => {
    await client.query("select 1 from project where id = $1 for update", [batch.projectId]);
    const sql = `insert into label_batch (id, project_id, ordinal, name, seed, task_schema_id, guideline_id, lease_seconds,
        gold_rate, repeat_rate, sampler, audience, created_by, target_overlap)
      select $1, $2, coalesce(max(ordinal) + 1, 0), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from label_batch where project_id = $2
      on conflict (project_id, name) do update set name = excluded.name returning ${BATCH}`;
    const rates = [batch.goldRate ?? 0, batch.repeatRate ?? 0, JSON.stringify(batch.sampler ?? {})];
    const ids = [newId(), batch.projectId, batch.name, batch.seed, batch.taskSchemaId, batch.guidelineId];
    const people = [batch.audience ?? "automatic", batch.createdBy ?? null, batch.targetOverlap ?? 1];
    const values = [...ids, batch.leaseSeconds ?? 900, ...rates, ...people];
    return rowOf(client, LabelBatch, { sql, values, what: `label batch ${batch.name}` });
  });
}

export async function listLabelBatches(db: Db, projectId: string): Promise<LabelBatch[]> {
  const sql = `select ${BATCH} from label_batch where project_id = $1 order by ordinal`;
  return rowsOf(db, LabelBatch, { sql, values: [projectId] });
}

/** Adds tasks to a batch; returns the id of each ordinal, in input order. */
export async function createTasks(
  db: Db,
  batch: { id: string; projectId: string },
  tasks: readonly TaskInput[],
): Promise<{ id: string; ordinal: number }[]> {
  const made: { id: string; ordinal: number }[] = [];
  for (const portion of portions(tasks)) {
    const rows = portion.map((task) => ({ ...task, id: newId() }));
    await db.pool.query(CREATE_TASKS, [batch.id, batch.projectId, JSON.stringify(rows)]);
    const sql = `select t.id, t.ordinal from unnest($2::int[]) with ordinality as r (ordinal, no)
      join comparison_task t on t.batch_id = $1 and t.ordinal = r.ordinal order by r.no`;
    made.push(...(await rowsOf(db, Task, { sql, values: [batch.id, portion.map((task) => task.ordinal)] })));
  }
  return made;
}

const CREATE_TASKS = `
  with input as (
    select * from jsonb_to_recordset($3::jsonb) as r (id uuid, ordinal int, "promptId" uuid, "generationIds" uuid[],
      "slotsTotal" smallint, priority real, "repeatOfTaskId" uuid, "samplingPropensity" real, gold jsonb)),
  task as (
    insert into comparison_task (id, project_id, batch_id, prompt_id, ordinal, priority, slots_total, repeat_of_task_id,
      sampling_propensity)
    select id, $2, $1, "promptId", ordinal, coalesce(priority, 0), coalesce("slotsTotal", 1), "repeatOfTaskId",
      "samplingPropensity" from input
    on conflict (batch_id, ordinal) do nothing returning id),
  item as (
    insert into task_item (task_id, item_no, item_key, generation_id)
    select i.id, g.no - 1, gen_random_uuid(), g.id
    from input i join task t on t.id = i.id, unnest(i."generationIds") with ordinality as g (id, no))
  insert into gold_item (task_id, kind, expected, explanation)
  select i.id, i.gold ->> 'kind', i.gold -> 'expected', i.gold ->> 'explanation'
  from input i join task t on t.id = i.id where i.gold is not null`;

/** How far a batch has come. */
export async function batchProgress(
  db: Db,
  batchId: string,
): Promise<{ tasks: number; complete: number; slots: number; submitted: number }> {
  const Progress = z.object({ tasks: z.int(), complete: z.int(), slots: z.int(), submitted: z.int() });
  const sql = `select count(*)::int as tasks, count(*) filter (where status <> 'open')::int as complete,
    coalesce(sum(slots_total), 0)::int as slots, coalesce(sum(slots_submitted), 0)::int as submitted
    from comparison_task where batch_id = $1`;
  return rowOf(db, Progress, { sql, values: [batchId], what: `label batch ${batchId}` });
}
