import { z } from "zod";
import type { Db } from "./open-database";
import { PolicyRef } from "./policy-list";
import { rowOf, rowsOf } from "./query";

export const PolicyDescent = z.strictObject({
  /** The shape of the network, as it was recorded. */
  config: z.record(z.string(), z.unknown()),
  /** Parent, grandparent, … up to what was imported or pretrained. */
  ancestors: z.array(PolicyRef),
  /** What was trained from it; checkpoints of one run count as one, by its newest. */
  children: z.array(PolicyRef),
  /** All versions that the same run wrote, by step. */
  checkpoints: z.array(z.strictObject({ id: z.uuid(), version: z.int(), step: z.int() })),
});

const ref = (v: string, p: string) =>
  `jsonb_build_object('id', ${v}.id, 'name', ${p}.name, 'version', ${v}.version, 'kind', ${v}.kind)`;

/** What a policy version descends from, and what descends from it. @throws NotFoundError */
export async function policyDescent(db: Db, id: string): Promise<z.infer<typeof PolicyDescent>> {
  const sql = `with recursive up as (
      select id, parent_id, 0 as depth from policy_version where id = $1
      union all select v.id, v.parent_id, up.depth + 1 from up join policy_version v on v.id = up.parent_id where up.depth < 100),
    child as (
      select distinct on (v.policy_id, coalesce(c.run_id, v.id)) v.* from policy_version v left join checkpoint c on c.id = v.checkpoint_id
      where v.parent_id = $1 order by v.policy_id, coalesce(c.run_id, v.id), v.version desc)
    select v.config,
      (select coalesce(jsonb_agg(${ref("a", "p")} order by up.depth), '[]') from up join policy_version a on a.id = up.id
       join policy p on p.id = a.policy_id where up.depth > 0) as ancestors,
      (select coalesce(jsonb_agg(${ref("child", "p")} order by child.created_at, p.name), '[]')
       from child join policy p on p.id = child.policy_id) as children,
      (select coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'version', w.version, 'step', wc.step) order by wc.step), '[]')
       from policy_version w join checkpoint wc on wc.id = w.checkpoint_id
       where w.policy_id = v.policy_id and wc.run_id = c.run_id) as checkpoints
    from policy_version v left join checkpoint c on c.id = v.checkpoint_id where v.id = $1`;
  return rowOf(db, PolicyDescent, { sql, values: [id], what: `policy version ${id}` });
}

export const LearnedBatch = z.strictObject({ id: z.uuid(), name: z.string(), judgments: z.int() });

/** The batches whose judgments a reward model learned from: reward model ← snapshot ← judgments ← batches. */
export async function learnedBatches(db: Db, rewardModelVersionId: string): Promise<z.infer<typeof LearnedBatch>[]> {
  const sql = `select b.id, b.name, count(distinct j.id)::int as judgments
    from reward_model_version m join dataset_row d on d.snapshot_id = m.snapshot_id
    cross join unnest(d.judgment_ids) as named (id) join judgment j on j.id = named.id join label_batch b on b.id = j.batch_id
    where m.id = $1 group by b.id, b.name, b.ordinal order by b.ordinal`;
  return rowsOf(db, LearnedBatch, { sql, values: [rewardModelVersionId] });
}
