import type { JudgmentInput, SubmitStatus } from "@rlhf/domain";
import type { Db } from "./open-database";

/** What a client said and heard. `status` null: the connection died before the answer came, so the fate is unknown. */
type Sent = { annotatorId: string; judgmentId: string; said: string; status: SubmitStatus | null };

/** The clients' own record of what they sent: the other half of every "nothing was lost". */
export type AnswerLog = {
  submitted(annotatorId: string, input: JudgmentInput, status: SubmitStatus | null): void;
  retracted(annotatorId: string, judgmentId: string, status: SubmitStatus | null): void;
  count(status: SubmitStatus | null): number;
  /** Differences between the record and the table, in words; empty when every answer is there once, as it was said. Of one batch, or of all. */
  differences(db: Db, batchId?: string): Promise<string[]>;
};

const STORED: readonly (SubmitStatus | null)[] = ["ok", "surplus", "duplicate"];

/** What was said, as the table tells it: the side the annotator saw and the strength. */
const spoken = (side: string, strength: number): string => `${side} ${strength}`;

export function answerLog(): AnswerLog {
  const sent: Sent[] = [];
  return {
    submitted: (annotatorId, { judgmentId, side, strength = 0 }, status) =>
      void sent.push({ annotatorId, judgmentId, said: spoken(side, strength), status }),
    retracted: (annotatorId, judgmentId, status) =>
      void sent.push({ annotatorId, judgmentId, said: spoken("retracted", 0), status }),
    count: (status) => sent.filter((s) => s.status === status).length,
    differences: async (db, batchId) => compare(sent, await storedAnswers(db, batchId)),
  };
}

type Stored = { id: string; annotatorId: string; said: string; counted: boolean };

/** Item order turned back into the sides that were on the screen. */
async function storedAnswers(db: Db, batchId: string | null = null): Promise<Stored[]> {
  const sql = `select id, annotator_id as "annotatorId", counted,
      case when verdict in ('a', 'b')
        then (case when display_order[1] = (verdict = 'b')::int then 'left' else 'right' end) || ' ' || abs(strength)
        else verdict || ' 0' end as said
    from judgment where $1::uuid is null or batch_id = $1`;
  return (await db.pool.query<Stored>(sql, [batchId])).rows;
}

function compare(sent: readonly Sent[], stored: readonly Stored[]): string[] {
  const wrong: string[] = [];
  const byId = new Map(stored.map((row) => [row.id, row]));
  if (byId.size < stored.length) wrong.push(`${stored.length - byId.size} judgments stored twice`);
  const same = (s: Sent, row: Stored) => row.annotatorId === s.annotatorId && row.said === s.said;
  const explained = new Set<string>();
  for (const s of sent) {
    const row = byId.get(s.judgmentId);
    const agrees = row !== undefined && same(s, row);
    if (STORED.includes(s.status) && !agrees) {
      wrong.push(row ? `${s.judgmentId}: said "${s.said}", stored "${row.said}"` : `${s.judgmentId}: lost`);
    }
    if (s.status === "ok" && row && !row.counted && s.said !== "retracted 0") {
      wrong.push(`${s.judgmentId}: acknowledged as counted, stored as surplus`);
    }
    if (agrees && (s.status === null || STORED.includes(s.status))) explained.add(s.judgmentId);
  }
  for (const { id } of stored)
    if (!explained.has(id)) wrong.push(`${id}: stored, but nobody sent it or it was refused`);
  return wrong;
}
