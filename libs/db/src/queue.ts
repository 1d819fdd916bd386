import { BlindTask, ClaimedTask, DataError, JudgmentInput, SubmitResult } from "@rlhf/domain";
import type pg from "pg";
import { z } from "zod";
import { storableText } from "./content";
import type { Db } from "./open-database";
import { inTransaction, rowOf, rowsOf } from "./query";

// The queue itself is SQL (prisma/migrations/*_queue): every call here is one statement, so it happens whole or not at all.

export type Judge = { annotatorId: string };

const claimed = (row: string) => `(${row}).annotator_id as "annotatorId", (${row}).assignment_id as "assignmentId",
  (${row}).task_id as "taskId", (${row}).task_ordinal as "taskOrdinal", (${row}).prompt_id as "promptId",
  (${row}).left_generation_id as "leftGenerationId", (${row}).right_generation_id as "rightGenerationId"`;
const SUBMITTED = `(r).status, (r).judgment_id as "judgmentId", (r).revision`;

/** The judge's next task as a screen may show it, or the one still leased to it; null when there is nothing to do. */
export async function claimTask(db: Db, judge: Judge & { batchId: string }): Promise<BlindTask | null> {
  const Row = z.object({ assignmentId: z.uuid().nullable() });
  const [row] = await rowsOf(db, Row, {
    name: "claim_task",
    sql: `select (claim_task($1, $2)).assignment_id as "assignmentId"`,
    values: [judge.batchId, judge.annotatorId],
  });
  return row?.assignmentId
    ? readBlindTask(db, { annotatorId: judge.annotatorId, assignmentId: row.assignmentId })
    : null;
}

/** An assignment of this judge as its screen may show it. */
export async function readBlindTask(db: Db, asked: Judge & { assignmentId: string }): Promise<BlindTask> {
  const sql = `select a.id as "assignmentId", p.messages, l.text as "leftText", r.text as "rightText", s.definition as schema,
      g.version as "guidelineVersion"
    from assignment a join comparison_task t on t.id = a.task_id join prompt p on p.id = t.prompt_id
    join label_batch b on b.id = t.batch_id join task_schema s on s.id = b.task_schema_id join guideline g on g.id = b.guideline_id
    join task_item li on li.task_id = t.id and li.item_no = a.display_order[1] join generation l on l.id = li.generation_id
    join task_item ri on ri.task_id = t.id and ri.item_no = a.display_order[2] join generation r on r.id = ri.generation_id
    where a.id = $1 and a.annotator_id = $2`;
  const values = [asked.assignmentId, asked.annotatorId];
  return rowOf(db, BlindTask, {
    name: "blind_task",
    sql,
    values,
    what: `assignment ${asked.assignmentId} of this judge`,
  });
}

/** Stores a judgment, or an edit of one (`previousId`). Sides become items here, with the order that was shown. */
export async function submitJudgment(db: Db, judge: Judge, input: JudgmentInput): Promise<SubmitResult> {
  const sql = `select ${SUBMITTED} from (select submit_judgment($1, $2) as r offset 0) x`;
  return rowOf(db, SubmitResult, {
    name: "submit_judgment",
    sql,
    values: [judge.annotatorId, JSON.stringify(request(input))],
    what: "result of a submission",
  });
}

/** Undo: appends a revision that retracts `previousId`, frees the slot and reopens the task. */
export async function retractJudgment(
  db: Db,
  judge: Judge,
  undo: { judgmentId: string; assignmentId: string; previousId: string },
): Promise<SubmitResult> {
  const sql = `select ${SUBMITTED} from (select submit_judgment($1, $2) as r offset 0) x`;
  const values = [judge.annotatorId, JSON.stringify({ ...undo, side: "retracted" })];
  return rowOf(db, SubmitResult, { sql, values, what: "result of an undo" });
}

/** Gives the task back; this judge is not asked again. False when the lease was no longer there. */
export async function skipTask(
  db: Db,
  judge: Judge,
  skip: { assignmentId: string; reason?: string },
): Promise<boolean> {
  const sql = `select skip_task($1, $2, $3) as skipped`;
  const values = [judge.annotatorId, skip.assignmentId, skip.reason ?? null];
  const row = await rowOf(db, z.object({ skipped: z.boolean() }), { sql, values, what: "result of a skip" });
  return row.skipped;
}

/** Frees the slots of leases that ran out; returns how many. Call it now and then from one place. */
export async function reapLeases(db: Db): Promise<number> {
  const sql = "select reap_leases() as count";
  return (await rowOf(db, z.object({ count: z.int() }), { sql, what: "result of reaping" })).count;
}

export type RoundEntry = Judge & { judgment: JudgmentInput | null };
export type RoundResult = { submitted: SubmitResult | null; claimed: ClaimedTask | null };

const Round = z.object({
  submitted: SubmitResult.or(z.object({ status: z.null() }).transform(() => null)),
  claimed: ClaimedTask.or(z.object({ assignmentId: z.null() }).transform(() => null)),
});
const ROUND_SQL = `
  select json_build_object('status', (submitted).status, 'judgmentId', (submitted).judgment_id,
      'revision', (submitted).revision) as submitted,
    (select row_to_json(c) from (select ${claimed("claimed")}) c) as claimed
  from submit_and_claim_many($1, $2, $3) order by annotator_no`;

/** One round for several judges in the given order: their judgments, then the next task of each. One statement. */
export async function submitAndClaimMany(
  db: Db | pg.ClientBase,
  batchId: string,
  round: readonly RoundEntry[],
): Promise<RoundResult[]> {
  const requests = round.map((entry) => (entry.judgment === null ? null : request(entry.judgment)));
  const values = [batchId, round.map((entry) => entry.annotatorId), JSON.stringify(requests)];
  return rowsOf(db, Round, { sql: ROUND_SQL, values });
}

export type Rounds = {
  /** What the judges hold, from `claimMany` or the call before. */
  claimed: readonly ClaimedTask[];
  rounds: number;
  answer: (task: ClaimedTask) => JudgmentInput;
};

/**
 * Several rounds as one transaction, kept together or not at all: their way to the disk takes longer than the rounds. Ends
 * early when nothing is left; gives what became of each judgment, and what the judges hold then.
 */
export async function judgeRounds(
  db: Db,
  batchId: string,
  { claimed, rounds, answer }: Rounds,
): Promise<{ submitted: SubmitResult[]; claimed: ClaimedTask[] }> {
  const submitted: SubmitResult[] = [];
  let held = [...claimed];
  await inTransaction(db, async (client) => {
    for (let round = 0; round < rounds && held.length > 0; round++) {
      const entries = held.map((task) => ({ annotatorId: task.annotatorId, judgment: answer(task) }));
      const results = await submitAndClaimMany(client, batchId, entries);
      submitted.push(...results.flatMap((result) => result.submitted ?? []));
      held = results.flatMap((result) => result.claimed ?? []);
    }
  });
  return { submitted, claimed: held };
}

/** The first round: claims for several judges in the given order; null where there is nothing left to do. */
export async function claimMany(
  db: Db,
  batchId: string,
  annotatorIds: readonly string[],
): Promise<(ClaimedTask | null)[]> {
  const round = annotatorIds.map((annotatorId) => ({ annotatorId, judgment: null }));
  return (await submitAndClaimMany(db, batchId, round)).map((result) => result.claimed);
}

function request(input: JudgmentInput): z.output<typeof JudgmentInput> {
  const parsed = JudgmentInput.safeParse(input);
  if (!parsed.success) throw new DataError(`judgment: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  const { rationale, reasons, flags } = parsed.data;
  return {
    ...parsed.data,
    rationale: rationale === null ? null : storableText(rationale),
    reasons: reasons.map(storableText),
    flags: flags.map(storableText),
  };
}
