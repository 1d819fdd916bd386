import { z } from "zod";
import { BatchRow, batchRows } from "./batch-desk";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

const PolicyName = z.strictObject({ id: z.uuid(), name: z.string(), version: z.int() });

const Made = z.strictObject({
  projectId: z.uuid(),
  /** How its pairs were drawn, as it was asked for. */
  sampler: z.record(z.string(), z.unknown()),
  seed: z.int(),
  /** The policies whose answers are compared. */
  policies: z.array(PolicyName),
  goldTasks: z.int(),
  repeatTasks: z.int(),
  createdBy: z.string().nullable(),
  opensAt: z.date().nullable(),
  closesAt: z.date().nullable(),
});
export const BatchDetail = BatchRow.extend(Made.shape);

/** A batch with what it was made of; null when there is none of this id. */
export async function batchDetail(db: Db, batchId: string): Promise<z.infer<typeof BatchDetail> | null> {
  const [row] = await batchRows(db, { batchId });
  if (!row) return null;
  const sql = `select b.project_id as "projectId", b.sampler, b.seed::float8 as seed, b.opens_at as "opensAt",
      b.closes_at as "closesAt", u.name as "createdBy",
      (select count(*)::int from comparison_task t join gold_item g on g.task_id = t.id where t.batch_id = b.id) as "goldTasks",
      (select count(*)::int from comparison_task t where t.batch_id = b.id and t.repeat_of_task_id is not null) as "repeatTasks",
      (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'name', p.name, 'version', v.version) order by p.name, v.version), '[]')
       from policy_version v join policy p on p.id = v.policy_id where v.id in (
         select distinct g.policy_version_id from comparison_task t join task_item i on i.task_id = t.id
         join generation g on g.id = i.generation_id where t.batch_id = b.id)) as policies
    from label_batch b left join app_user u on u.id = b.created_by where b.id = $1`;
  return { ...row, ...(await rowOf(db, Made, { sql, values: [batchId], what: `batch ${batchId}` })) };
}

const Agreement = z.object({ batchId: z.uuid(), agreement: z.number(), items: z.int() });

/**
 * Share of agreeing pairs of judgments on one task, mean over tasks with at least two, of each batch of a project; gold
 * and repeats left out. Batches without such tasks are left out.
 */
export async function batchAgreements(db: Db, projectId: string): Promise<z.infer<typeof Agreement>[]> {
  const sql = `with said as (
      select o.batch_id, o.task_id, o.outcome, count(*) as n from pairwise_outcome o join comparison_task t on t.id = o.task_id
      where o.project_id = $1 and t.repeat_of_task_id is null and not exists (select 1 from gold_item g where g.task_id = o.task_id)
      group by 1, 2, 3),
    task as (select batch_id, sum(n) as n, sum(n * (n - 1)) as same from said group by batch_id, task_id having sum(n) > 1)
    select batch_id as "batchId", avg(same / (n * (n - 1)))::float8 as agreement, count(*)::int as items from task group by 1`;
  return rowsOf(db, Agreement, { sql, values: [projectId] });
}

export async function isBatchName(db: Db, projectId: string, name: string): Promise<boolean> {
  const { rowCount } = await db.pool.query("select 1 from label_batch where project_id = $1 and name = $2", [
    projectId,
    name,
  ]);
  return rowCount === 1;
}

const Met = z.object({ pvI: z.uuid(), pvJ: z.uuid(), score: z.number(), n: z.int() });

/** How often pairs of these policy versions were judged, and how often the first of a pair was preferred, ties half. */
export async function timesMet(
  db: Db,
  of: { projectId: string; policyVersionIds: readonly string[] },
): Promise<z.infer<typeof Met>[]> {
  const sql = `select pv_i as "pvI", pv_j as "pvJ", sum(outcome)::float8 as score, count(*)::int as n from pairwise_outcome
    where project_id = $1 and weight > 0 and pv_i = any($2::uuid[]) and pv_j = any($2::uuid[]) group by 1, 2`;
  return rowsOf(db, Met, { sql, values: [of.projectId, of.policyVersionIds] });
}
