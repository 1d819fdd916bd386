import { UserKind } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

export const BatchRow = z.strictObject({
  id: z.uuid(),
  ordinal: z.int(),
  name: z.string(),
  status: z.enum(["draft", "open", "closed"]),
  audience: z.enum(["people", "automatic", "anyone"]),
  guidelineVersion: z.int(),
  targetOverlap: z.int(),
  leaseSeconds: z.int(),
  goldRate: z.number(),
  repeatRate: z.number(),
  /** Without gold and repeats. */
  tasks: z.int(),
  complete: z.int(),
  slots: z.int(),
  submitted: z.int(),
  createdAt: z.date(),
});

/** Newest first; or the one asked for. */
export async function batchRows(
  db: Db,
  of: { projectId: string } | { batchId: string },
): Promise<z.infer<typeof BatchRow>[]> {
  const byProject = "projectId" in of;
  const sql = `select b.id, b.ordinal, b.name, b.status, b.audience, g.version as "guidelineVersion",
      b.target_overlap::int as "targetOverlap", b.lease_seconds as "leaseSeconds", b.gold_rate as "goldRate",
      b.repeat_rate as "repeatRate", coalesce(t.tasks, 0) as tasks, coalesce(t.complete, 0) as complete,
      coalesce(t.slots, 0) as slots, coalesce(t.submitted, 0) as submitted, b.created_at as "createdAt"
    from label_batch b join guideline g on g.id = b.guideline_id left join lateral (
      select count(*)::int as tasks, count(*) filter (where t.status <> 'open')::int as complete,
        sum(t.slots_total)::int as slots, sum(t.slots_submitted)::int as submitted
      from comparison_task t left join gold_item i on i.task_id = t.id
      where t.batch_id = b.id and t.repeat_of_task_id is null and i.task_id is null) t on true
    where b.${byProject ? "project_id" : "id"} = $1 order by b.ordinal desc limit 500`;
  return rowsOf(db, BatchRow, { sql, values: [byProject ? of.projectId : of.batchId] });
}

/** `draft`: paused, nothing is served; judgments of pairs that are out still come in. */
export async function setBatchStatus(db: Db, batchId: string, status: "draft" | "open" | "closed"): Promise<void> {
  await db.pool.query("update label_batch set status = $2 where id = $1", [batchId, status]);
}

const Answer = z.object({ promptId: z.uuid(), policyVersionId: z.uuid(), generationIds: z.array(z.uuid()) });

/** Answers to compare, by prompt and policy version, prompts in their order. */
export async function answersToCompare(
  db: Db,
  of: { projectId: string; policyVersionIds: readonly string[]; promptSetId?: string; split?: string; tag?: string },
): Promise<z.infer<typeof Answer>[]> {
  const sql = `select g.prompt_id as "promptId", g.policy_version_id as "policyVersionId",
      array_agg(g.id order by g.seed, g.sample_index) as "generationIds"
    from generation g join prompt p on p.id = g.prompt_id
    where p.project_id = $1 and g.policy_version_id = any($2::uuid[]) and not g.identity_leak
      and ($3::uuid is null or p.prompt_set_id = $3) and ($4::split is null or p.split = $4)
      and ($5::text is null or p.tags @> array[$5])
    group by p.prompt_set_id, p.ordinal, g.prompt_id, g.policy_version_id
    order by p.prompt_set_id, p.ordinal, g.policy_version_id`;
  const values = [of.projectId, of.policyVersionIds, of.promptSetId ?? null, of.split ?? null, of.tag ?? null];
  return rowsOf(db, Answer, { sql, values });
}

const Unanimous = z.object({ promptId: z.uuid(), generationIds: z.array(z.uuid()), verdict: z.enum(["a", "b"]) });

/** Pairs that at least `judges` annotators decided alike and clearly: what gold items are made of. */
export async function unanimousPairs(
  db: Db,
  of: { projectId: string; judges: number; limit: number },
): Promise<z.infer<typeof Unanimous>[]> {
  const sql = `select o.prompt_id as "promptId", array[min(o.generation_i::text)::uuid, min(o.generation_j::text)::uuid] as "generationIds",
      min(o.verdict::text) as verdict
    from pairwise_outcome o where o.project_id = $1 and o.weight > 0 and o.verdict in ('a', 'b')
    group by o.task_id, o.prompt_id having count(*) >= $2 and count(distinct o.verdict) = 1
    order by min(abs(o.strength)) desc, o.task_id limit $3`;
  return rowsOf(db, Unanimous, { sql, values: [of.projectId, of.judges, of.limit] });
}

const Health = z.strictObject({
  openTasks: z.int(),
  completeTasks: z.int(),
  freeSlots: z.int(),
  liveLeases: z.int(),
  lapsedLeases: z.int(),
  skips: z.array(z.strictObject({ reason: z.string(), n: z.int() })),
  surplus: z.int(),
  lastJudgmentAt: z.date().nullable(),
  notYetOpen: z.boolean(),
  pastClose: z.boolean(),
});
export type BatchHealth = z.infer<typeof Health>;

/** What the queue of a batch looks like now. */
export async function batchHealth(db: Db, batchId: string): Promise<BatchHealth> {
  const sql = `select
      (select count(*)::int from comparison_task t where t.batch_id = b.id and t.status = 'open' and t.repeat_of_task_id is null
        and not exists (select 1 from gold_item g where g.task_id = t.id)) as "openTasks",
      (select count(*)::int from comparison_task t where t.batch_id = b.id and t.status = 'complete') as "completeTasks",
      (select coalesce(sum(t.slots_total - t.slots_taken), 0)::int from comparison_task t where t.batch_id = b.id
        and t.status = 'open' and t.repeat_of_task_id is null and not exists (select 1 from gold_item g where g.task_id = t.id))
        as "freeSlots",
      (select count(*)::int from assignment a where a.batch_id = b.id and a.status = 'leased' and a.lease_expires_at > now())
        as "liveLeases",
      (select count(*)::int from assignment a where a.batch_id = b.id and a.status = 'leased' and a.lease_expires_at <= now())
        as "lapsedLeases",
      (select coalesce(jsonb_agg(jsonb_build_object('reason', s.reason, 'n', s.n) order by s.n desc), '[]') from (
        select split_part(coalesce(a.skip_reason, 'skip:no reason'), ' ', 1) as reason, count(*)::int as n
        from assignment a where a.batch_id = b.id and a.status = 'skipped' group by 1) s) as skips,
      (select count(*)::int from judgment j where j.batch_id = b.id and not j.counted and j.verdict <> 'retracted') as surplus,
      (select max(o.created_at) from pairwise_outcome o where o.batch_id = b.id) as "lastJudgmentAt",
      coalesce(b.opens_at > now(), false) as "notYetOpen", coalesce(b.closes_at <= now(), false) as "pastClose"
    from label_batch b where b.id = $1`;
  return rowOf(db, Health, { sql, values: [batchId], what: `batch ${batchId}` });
}

const QualityRow = z.object({
  judgmentId: z.uuid(),
  taskId: z.uuid(),
  /** The task whose sides this one swapped; null for a first showing. */
  repeatOf: z.uuid().nullable(),
  annotatorId: z.uuid(),
  annotatorName: z.string(),
  judgeKind: UserKind,
  outcome: z.number(),
  strength: z.int(),
  iOnLeft: z.boolean(),
  activeMs: z.int().nullable(),
  goldPassed: z.boolean().nullable(),
  isGold: z.boolean(),
});
export type QualityRow = z.infer<typeof QualityRow>;

/** Every standing judgment of a batch, checks included. */
export async function qualityRows(db: Db, batchId: string): Promise<QualityRow[]> {
  const sql = `select o.judgment_id as "judgmentId", o.task_id as "taskId", t.repeat_of_task_id as "repeatOf",
      o.annotator_id as "annotatorId", u.name as "annotatorName", o.judge_kind as "judgeKind", o.outcome, o.strength,
      o.i_on_left as "iOnLeft", j.active_ms as "activeMs", r.passed as "goldPassed", g.task_id is not null as "isGold"
    from pairwise_outcome o join comparison_task t on t.id = o.task_id join judgment j on j.id = o.judgment_id
    join app_user u on u.id = o.annotator_id left join gold_result r on r.judgment_id = o.judgment_id
    left join gold_item g on g.task_id = o.task_id
    where o.batch_id = $1 order by t.ordinal, o.annotator_id`;
  return rowsOf(db, QualityRow, { sql, values: [batchId] });
}
