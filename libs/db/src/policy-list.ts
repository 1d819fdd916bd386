import { PolicyKind } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";

export const PolicyRow = z.strictObject({
  id: z.uuid(),
  policyId: z.uuid(),
  name: z.string(),
  version: z.int(),
  kind: PolicyKind,
  parentId: z.uuid().nullable(),
  /** The run and step whose checkpoint it is; null for one that was imported. */
  runId: z.uuid().nullable(),
  runSeq: z.int().nullable(),
  step: z.int().nullable(),
  weightsSha256: z.string().nullable(),
  generations: z.int(),
  judgments: z.int(),
  createdAt: z.date(),
});

/** Newest first. */
export async function policyRows(db: Db, projectId: string): Promise<z.infer<typeof PolicyRow>[]> {
  const sql = `with judged as (
      select pv, count(*)::int as n from (
        select pv_i as pv from pairwise_outcome where project_id = $1 and weight > 0
        union all select pv_j from pairwise_outcome where project_id = $1 and weight > 0) x group by pv),
    written as (
      select g.policy_version_id as pv, count(*)::int as n from generation g join policy_version v on v.id = g.policy_version_id
      join policy p on p.id = v.policy_id where p.project_id = $1 group by 1)
    select v.id, v.policy_id as "policyId", p.name, v.version, v.kind, v.parent_id as "parentId", c.run_id as "runId",
      r.seq as "runSeq", c.step, encode(c.weights_sha256, 'hex') as "weightsSha256", coalesce(w.n, 0) as generations,
      coalesce(j.n, 0) as judgments, v.created_at as "createdAt"
    from policy_version v join policy p on p.id = v.policy_id left join checkpoint c on c.id = v.checkpoint_id
    left join training_run r on r.id = c.run_id left join judged j on j.pv = v.id left join written w on w.pv = v.id
    where p.project_id = $1 order by v.created_at desc, p.name, v.version desc`;
  return rowsOf(db, PolicyRow, { sql, values: [projectId] });
}
