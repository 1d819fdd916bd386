import { BlindTask, Message, Side } from "@rlhf/domain";
import { z } from "zod";
import type { Db } from "./open-database";
import type { Judge } from "./queue";
import { rowOf, rowsOf } from "./query";

// What an annotator sees of its own work. Nothing here tells a gold or repeated item from another one.

/** `empty`: no batch is open for people · `done`: nothing left for this annotator in the open ones. */
export const NextTask = z.strictObject({ task: BlindTask.nullable(), why: z.enum(["empty", "done"]).nullable() });
export type NextTask = z.infer<typeof NextTask>;

/** The live lease, or a new task from the named batch or any open one for people: one statement, asked after every answer. */
export async function nextTask(
  db: Db,
  judge: Judge & { projectId: string; batchId?: string | undefined },
): Promise<NextTask> {
  const sql = "select next_task($1, $2, $3) as next";
  const values = [judge.projectId, judge.annotatorId, judge.batchId ?? null];
  return (await rowOf(db, z.object({ next: NextTask }), { name: "next_task", sql, values, what: "the next task" }))
    .next;
}

/** Renews the lease of an assignment; false when it ran out or was given back. */
export async function renewLease(db: Db, judge: Judge & { assignmentId: string }): Promise<boolean> {
  const sql = `update assignment a set lease_expires_at = now() + make_interval(secs => b.lease_seconds) from label_batch b
    where a.id = $1 and a.annotator_id = $2 and b.id = a.batch_id and a.status = 'leased' and a.lease_expires_at > now()
    returning a.id`;
  const Id = z.object({ id: z.uuid() });
  return (await rowsOf(db, Id, { sql, values: [judge.assignmentId, judge.annotatorId] })).length > 0;
}

export const AnsweredItem = z.strictObject({
  assignmentId: z.uuid(),
  /** The revision that stands; name it as `previousId` to edit or undo. */
  judgmentId: z.uuid(),
  messages: z.array(Message),
  leftText: z.string(),
  rightText: z.string(),
  side: Side.or(z.literal("retracted")),
  strength: z.int().min(0).max(3),
  rationale: z.string().nullable(),
  reasons: z.array(z.string()),
  flags: z.array(z.string()),
  answeredAt: z.date(),
});
export type AnsweredItem = z.infer<typeof AnsweredItem>;

/** The judge's own answers, newest first, each as it saw it. `before` is the last item's `answeredAt` and id. */
export async function answeredItems(
  db: Db,
  filter: Judge & { projectId: string; before?: { at: Date; judgmentId: string } | null; limit: number },
): Promise<AnsweredItem[]> {
  const sql = `select j.assignment_id as "assignmentId", j.id as "judgmentId", p.messages, l.text as "leftText", r.text as "rightText",
      case when j.verdict in ('a', 'b') then case when (j.verdict = 'a') = (j.display_order[1] = 0) then 'left' else 'right' end
        else j.verdict::text end as side, abs(j.strength)::int as strength, j.rationale, j.reasons, j.flags,
      j.created_at as "answeredAt"
    from judgment j join comparison_task t on t.id = j.task_id join prompt p on p.id = t.prompt_id
    join task_item li on li.task_id = t.id and li.item_no = j.display_order[1] join generation l on l.id = li.generation_id
    join task_item ri on ri.task_id = t.id and ri.item_no = j.display_order[2] join generation r on r.id = ri.generation_id
    where j.annotator_id = $1 and j.project_id = $2 and ($3::timestamptz is null or (j.created_at, j.id) < ($3, $4::uuid))
      and not exists (select 1 from judgment later where later.supersedes_id = j.id)
    order by j.created_at desc, j.id desc limit $5`;
  const { annotatorId, projectId, before, limit } = filter;
  const values = [annotatorId, projectId, before?.at ?? null, before?.judgmentId ?? null, limit];
  return rowsOf(db, AnsweredItem, { sql, values });
}

const Pace = z.object({
  today: z.int(),
  total: z.int(),
  medianSeconds: z.number().nullable(),
  lastHour: z.int(),
});

/** How many answers stand, since when, and how long one takes. `dayStart` is the annotator's own midnight. */
export async function labelingPace(
  db: Db,
  judge: Judge & { projectId: string; dayStart: Date },
): Promise<z.infer<typeof Pace>> {
  const sql = `select count(*) filter (where j.created_at >= $3)::int as today, count(*)::int as total,
      (percentile_cont(0.5) within group (order by j.active_ms) / 1000.0)::float8 as "medianSeconds",
      count(*) filter (where j.created_at > now() - interval '1 hour')::int as "lastHour"
    from judgment_head h join judgment j on j.id = h.judgment_id
    where j.annotator_id = $1 and j.project_id = $2`;
  return rowOf(db, Pace, { sql, values: [judge.annotatorId, judge.projectId, judge.dayStart], what: "labeling pace" });
}

const Agreed = z.object({ share: z.number(), item: z.uuid() });

/**
 * For each decided own answer that others judged too, the share of them that chose the same item. The newest ten are left
 * out: a number that moved, or did not, with the last answer would tell whether it was a check.
 */
export async function agreementWithOthers(
  db: Db,
  judge: Judge & { projectId: string },
): Promise<{ share: number; item: string }[]> {
  const sql = `select mine.task_id as item, avg((other.outcome = mine.outcome)::int)::float8 as share
    from (select task_id, outcome from pairwise_outcome where project_id = $2 and annotator_id = $1 and weight > 0
      order by created_at desc offset 10 limit 2000) mine
    join pairwise_outcome other on other.task_id = mine.task_id and other.annotator_id <> $1 and other.weight > 0
    where mine.outcome <> 0.5 and other.outcome <> 0.5 group by mine.task_id`;
  return rowsOf(db, Agreed, { sql, values: [judge.annotatorId, judge.projectId] });
}

const Left = z.object({ left: z.int() });

/** How many tasks wait for this judge, counted up to 101. */
export async function waitingTasks(db: Db, judge: Judge & { projectId: string }): Promise<number> {
  const sql = `select count(*)::int as left from (
    select 1 from comparison_task t join label_batch b on b.id = t.batch_id
    where b.project_id = $2 and b.audience in ('people', 'anyone') and b.status = 'open' and t.status = 'open'
      and t.slots_taken < t.slots_total and t.repeat_of_task_id is null
      and not exists (select 1 from gold_item g where g.task_id = t.id)
      and (select true from assignment a where a.task_id = t.id and a.annotator_id = $1
           and a.status in ('leased', 'submitted', 'skipped') limit 1) is null
    limit 101) x`;
  const row = await rowOf(db, Left, { sql, values: [judge.annotatorId, judge.projectId], what: "waiting tasks" });
  return row.left;
}

const GuidelineText = z.strictObject({ version: z.int(), bodyMd: z.string(), versions: z.array(z.int()) });

/** A version of the project's guideline, or the newest. */
export async function readGuideline(
  db: Db,
  asked: { projectId: string; version?: number },
): Promise<z.infer<typeof GuidelineText> | null> {
  const sql = `select g.version, g.body_md as "bodyMd",
      (select array_agg(o.version order by o.version) from guideline o where o.project_id = $1) as versions
    from guideline g where g.project_id = $1 and ($2::int is null or g.version = $2) order by g.version desc limit 1`;
  const [row] = await rowsOf(db, GuidelineText, { sql, values: [asked.projectId, asked.version ?? null] });
  return row ?? null;
}
