import { trlLine, type ComparisonRecord } from "@rlhf/datasets";
import type { Db } from "@rlhf/db";
import { batchPreferences, preferenceRows } from "@rlhf/db/workbench";
import type { Message } from "@rlhf/domain";

const PORTION = 1_000;

type Row = { messages: readonly Message[]; chosen: string; rejected: string; margin: number };

const answer = (content: string) => [{ role: "assistant" as const, content }];

/** TRL's preference type with an explicit prompt, as conversations. */
function line({ messages, chosen, rejected, margin }: Row): string {
  const record: ComparisonRecord = {
    prompt: [...messages],
    chosen: answer(chosen),
    rejected: answer(rejected),
    margin,
  };
  return trlLine(record);
}

/** The decided judgments of a batch, one line each, checks left out. */
export async function* batchLines(db: Db, batchId: string): AsyncGenerator<string> {
  let after: { taskOrdinal: number; judgmentId: string } | null = null;
  for (;;) {
    const rows: Awaited<ReturnType<typeof batchPreferences>> = await batchPreferences(db, {
      batchId,
      after,
      limit: PORTION,
    });
    for (const { strength, ...row } of rows) yield line({ ...row, margin: strength });
    after = rows.at(-1) ?? null;
    if (rows.length < PORTION) return;
  }
}

/** The rows of a snapshot of judgments in their order; ties, which TRL cannot say, are left out. */
export async function* snapshotLines(db: Db, snapshotId: string): AsyncGenerator<string> {
  let after = -1;
  for (;;) {
    const rows = await preferenceRows(db, { snapshotId, after, limit: PORTION });
    for (const row of rows) if (row.softLabel !== 0.5) yield line(row);
    after = rows.at(-1)?.rowNo ?? after;
    if (rows.length < PORTION) return;
  }
}
