import type { Db } from "@rlhf/db";
import { brokenInvariants } from "@rlhf/db/testing";
import type { SubmitStatus } from "@rlhf/domain";

/** What an annotator saw and said. `status` null: no answer has come, so it may be stored or not. */
export type Said = {
  judgmentId: string;
  userId: string;
  assignmentId: string;
  side: "left" | "right" | "tie";
  strength: number;
  leftText: string;
  rightText: string;
  status: SubmitStatus | null;
};
/** A stored judgment in words: whose it is, and which text it prefers by how much; null for a tie. */
export type Stored = {
  judgmentId: string;
  userId: string;
  assignmentId: string;
  preferred: string | null;
  strength: number;
  counted: boolean;
};
/** Ids, each with what is wrong; `other` is what the queue's own invariants say. */
export type SetReport = { lost: string[]; doubled: string[]; misattributed: string[]; other: string[] };

const ACKNOWLEDGED: readonly (SubmitStatus | null)[] = ["ok", "surplus", "duplicate"];

/** The clients' own record against the table: every acknowledged answer is there once, as its annotator's, as it was meant. */
export function compareSets(said: readonly Said[], stored: readonly Stored[]): Omit<SetReport, "other"> {
  const report = { lost: [] as string[], doubled: [] as string[], misattributed: [] as string[] };
  const saidById = new Map(said.map((one) => [one.judgmentId, one]));
  const seen = new Set<string>();
  const firstOf = new Map<string, string>();
  for (const row of stored) {
    const what = saidById.get(row.judgmentId);
    const key = `${row.userId} on ${row.assignmentId}`;
    if (seen.has(row.judgmentId) || firstOf.has(key)) report.doubled.push(`${row.judgmentId}: ${key} a second time`);
    else if (!what) report.doubled.push(`${row.judgmentId}: stored, but nobody said it`);
    else if (difference(what, row)) report.misattributed.push(`${row.judgmentId}: ${difference(what, row)}`);
    seen.add(row.judgmentId);
    firstOf.set(key, row.judgmentId);
  }
  for (const { judgmentId, status } of said) {
    if (ACKNOWLEDGED.includes(status) && !seen.has(judgmentId)) report.lost.push(judgmentId);
    if (status !== null && !ACKNOWLEDGED.includes(status)) report.lost.push(`${judgmentId}: answered "${status}"`);
  }
  return report;
}

function difference(said: Said, row: Stored): string | null {
  const meant = { left: said.leftText, right: said.rightText, tie: null }[said.side];
  if (row.userId !== said.userId) return `said by ${said.userId}, stored as ${row.userId}'s`;
  if (row.assignmentId !== said.assignmentId) return `said of ${said.assignmentId}, stored of ${row.assignmentId}`;
  if (row.preferred !== meant) return `preferred "${meant}", stored "${row.preferred}"`;
  if (row.strength !== said.strength) return `strength ${said.strength}, stored ${row.strength}`;
  return said.status === "ok" && !row.counted ? "acknowledged as counted, stored as surplus" : null;
}

/** The same for a batch as it stands, with the queue's own invariants. */
export async function checkSets(db: Db, batchId: string, said: readonly Said[]): Promise<SetReport> {
  const sql = `select j.id as "judgmentId", j.annotator_id as "userId", j.assignment_id as "assignmentId", g.text as preferred,
      abs(j.strength)::int as strength, j.counted
    from judgment j
    left join task_item i on i.task_id = j.task_id and i.item_no = case j.verdict when 'a' then 0 when 'b' then 1 end
    left join generation g on g.id = i.generation_id
    where j.batch_id = $1`;
  const { rows } = await db.pool.query<Stored>(sql, [batchId]);
  return { ...compareSets(said, rows), other: await brokenInvariants(db) };
}
