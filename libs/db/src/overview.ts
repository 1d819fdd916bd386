import { z } from "zod";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

const Counts = z.object({
  prompts: z.int(),
  generations: z.int(),
  comparisons: z.int(),
  openComparisons: z.int(),
  waitingForPeople: z.int(),
  judgments: z.int(),
  judgmentsSinceSnapshot: z.int(),
  rewardModels: z.int(),
  rewardAccuracy: z.number().nullable(),
  ppoRuns: z.int(),
  policyVersions: z.int(),
  trainedPolicies: z.int(),
  evaluations: z.int(),
});
export type LoopCounts = z.infer<typeof Counts>;

/** What the loop holds, box by box. Checks (gold, repeats) are not counted. */
export async function loopCounts(db: Db, projectId: string): Promise<LoopCounts> {
  const sql = `select
    (select count(*)::int from prompt where project_id = $1) as prompts,
    (select count(*)::int from generation g join policy_version v on v.id = g.policy_version_id join policy p on p.id = v.policy_id
     where p.project_id = $1) as generations,
    t.comparisons, t."openComparisons", t."waitingForPeople",
    (select count(*)::int from pairwise_outcome where project_id = $1 and weight > 0) as judgments,
    (select count(*)::int from pairwise_outcome o where o.project_id = $1 and o.weight > 0 and o.created_at > coalesce(
       (select max(s.created_at) from dataset_snapshot s join dataset d on d.id = s.dataset_id where d.project_id = $1), '-infinity')
    ) as "judgmentsSinceSnapshot",
    r.n as "rewardModels", r.accuracy as "rewardAccuracy",
    (select count(*)::int from training_run where project_id = $1 and kind = 'ppo') as "ppoRuns",
    (select count(*)::int from policy_version v join policy p on p.id = v.policy_id where p.project_id = $1) as "policyVersions",
    (select count(*)::int from policy_version v join policy p on p.id = v.policy_id where p.project_id = $1 and v.kind = 'ppo')
      as "trainedPolicies",
    (select count(*)::int from training_run where project_id = $1 and kind = 'evaluate' and status = 'succeeded') as evaluations
  from (select count(*)::int as comparisons, count(*) filter (where t.status = 'open')::int as "openComparisons",
      count(*) filter (where t.status = 'open' and t.slots_taken < t.slots_total and b.status = 'open'
        and b.audience <> 'automatic')::int as "waitingForPeople"
    from comparison_task t join label_batch b on b.id = t.batch_id
    where t.project_id = $1 and t.repeat_of_task_id is null and not exists (select 1 from gold_item g where g.task_id = t.id)) t
  cross join (select count(*)::int as n, (array_agg(v.val_accuracy order by v.created_at desc))[1] as accuracy
    from reward_model_version v join reward_model m on m.id = v.reward_model_id where m.project_id = $1) r`;
  return rowOf(db, Counts, { sql, values: [projectId], what: `project ${projectId}` });
}

const ActiveStage = z.object({ kind: z.string(), running: z.int(), queued: z.int(), troubled: z.int() });

/** Runs that are at work or wait, and of each kind whether its newest run failed or is paused. */
export async function activeStages(db: Db, projectId: string): Promise<z.infer<typeof ActiveStage>[]> {
  const sql = `select kind::text, count(*) filter (where status = 'running')::int as running,
      count(*) filter (where status = 'queued')::int as queued,
      ((array_agg(status order by seq desc))[1] in ('failed', 'paused'))::int as troubled
    from training_run where project_id = $1 group by kind`;
  return rowsOf(db, ActiveStage, { sql, values: [projectId] });
}

const NewestComparison = z.object({ candidateId: z.uuid(), baselineId: z.uuid(), at: z.date() });

/** The two policies of the newest finished evaluation; null before the first. */
export async function newestComparison(db: Db, projectId: string): Promise<z.infer<typeof NewestComparison> | null> {
  const sql = `select inputs ->> 'candidateId' as "candidateId", inputs ->> 'baselineId' as "baselineId", finished_at as at
    from training_run where project_id = $1 and kind = 'evaluate' and status = 'succeeded' and inputs ? 'candidateId'
    order by seq desc limit 1`;
  const [row] = await rowsOf(db, NewestComparison, { sql, values: [projectId] });
  return row ?? null;
}
