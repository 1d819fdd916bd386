import type { Db } from "./open-database";

/** Each query gives rows that must not exist. The first six are those of the queue's prototype (queue/invariants_check.sql). */
const FORBIDDEN: Record<string, string> = {
  "tasks with more heads than slots": `select 1 from judgment_head h join comparison_task t on t.id = h.task_id
    group by t.id having count(*) > t.slots_total`,
  "an annotator twice on a task": "select 1 from judgment_head group by task_id, annotator_id having count(*) > 1",
  "slots_submitted other than heads": `select 1 from comparison_task t
    left join (select task_id, count(*) as n from judgment_head group by 1) h on h.task_id = t.id
    where t.slots_submitted <> coalesce(h.n, 0)`,
  "slots_taken other than leased and submitted": `select 1 from comparison_task t
    left join (select task_id, count(*) as n from assignment where status in ('leased', 'submitted') group by 1) a
      on a.task_id = t.id
    where t.slots_taken <> coalesce(a.n, 0)`,
  "forked revisions": "select 1 from judgment group by assignment_id, revision having count(*) > 1",
  "several leases of an annotator":
    "select 1 from assignment where status = 'leased' group by batch_id, annotator_id having count(*) > 1",
  "tasks with more counted judgments than slots": `select 1 from judgment j join comparison_task t on t.id = j.task_id
    where j.counted and not exists (select 1 from judgment n where n.supersedes_id = j.id)
    group by t.id having count(*) > t.slots_total`,
  "complete other than full":
    "select 1 from comparison_task where (status = 'complete') <> (slots_submitted = slots_total)",
  "gaps in revisions": "select 1 from judgment group by assignment_id having max(revision) <> count(*)",
  "revisions that do not follow the one before": `select 1 from judgment j
    left join judgment p on p.id = j.supersedes_id
    where (j.supersedes_id is null) <> (j.revision = 1)
      or (p.id is not null and (p.assignment_id <> j.assignment_id or p.revision <> j.revision - 1))`,
  "heads that are not the newest revision, or not counted": `select 1 from judgment_head h
    join judgment j on j.id = h.judgment_id
    where not j.counted or exists (select 1 from judgment n where n.supersedes_id = j.id)`,
  "submitted assignments without a head, and the reverse": `select 1 from assignment a
    left join judgment_head h on h.assignment_id = a.id
    where (a.status = 'submitted') <> (h.assignment_id is not null)`,
  "outcomes other than heads": `select 1 from judgment_head h
    full join pairwise_outcome o on o.judgment_id = h.judgment_id where o.judgment_id is null or h.judgment_id is null`,
  "strength against the verdict": `select 1 from judgment where (verdict = 'a' and strength < 0)
    or (verdict = 'b' and strength > 0) or (verdict not in ('a', 'b') and strength <> 0)`,
  "judgments and assignments that disagree about annotator or task": `select 1 from judgment j
    join assignment a on a.id = j.assignment_id where j.annotator_id <> a.annotator_id or j.task_id <> a.task_id`,
};

const ALL = Object.entries(FORBIDDEN)
  .map(([name, sql]) => `select '${name}' as name, count(*)::int as rows from (${sql}) x`)
  .join("\nunion all ");

/** Names of the broken invariants, all seen in one snapshot: it is one statement. Empty when every one holds. */
export async function brokenInvariants(db: Db): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string; rows: number }>(ALL);
  return rows.filter(({ rows: found }) => found > 0).map(({ name, rows: found }) => `${name}: ${found}`);
}
