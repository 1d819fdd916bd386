import type { UserKind } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowOf, rowsOf } from "./query";

const Pair = z.object({ candidateId: z.uuid(), baselineId: z.uuid() });

/** The two policies that were judged last, the newer version as candidate; null before the first judgment. */
export async function lastJudgedPair(db: Db, projectId: string): Promise<z.infer<typeof Pair> | null> {
  const sql = `select case when newer then pv_i else pv_j end as "candidateId", case when newer then pv_j else pv_i end as "baselineId"
    from (select o.pv_i, o.pv_j, (i.created_at, i.id) > (j.created_at, j.id) as newer
      from pairwise_outcome o join policy_version i on i.id = o.pv_i join policy_version j on j.id = o.pv_j
      where o.project_id = $1 and o.weight > 0 and o.pv_i <> o.pv_j order by o.created_at desc limit 1) last`;
  const [row] = await rowsOf(db, Pair, { sql, values: [projectId] });
  return row ?? null;
}

/** Judgments that the batches ask for between two policies: one per slot of a task that counts. */
export async function plannedJudgments(
  db: Db,
  of: { projectId: string; candidateId: string; baselineId: string; judgeKind?: UserKind },
): Promise<number> {
  const sql = `select coalesce(sum(case when t.status in ('closed', 'void') then t.slots_submitted else t.slots_total end), 0)::int as n
    from comparison_task t join task_item i on i.task_id = t.id and i.item_no = 0 join generation gi on gi.id = i.generation_id
    join task_item k on k.task_id = t.id and k.item_no = 1 join generation gk on gk.id = k.generation_id
    where t.project_id = $1 and t.repeat_of_task_id is null and not exists (select 1 from gold_item g where g.task_id = t.id)
      and ((gi.policy_version_id = $2 and gk.policy_version_id = $3) or (gi.policy_version_id = $3 and gk.policy_version_id = $2))
      and ($4::user_kind is null or t.batch_id in (select batch_id from pairwise_outcome where project_id = $1 and judge_kind = $4))`;
  const values = [of.projectId, of.candidateId, of.baselineId, of.judgeKind ?? null];
  return (await rowOf(db, z.object({ n: z.int() }), { sql, values, what: "planned judgments" })).n;
}
