import type { Db } from "@rlhf/db";
import { eventsAfter, lastEventNumbers, onNotify } from "@rlhf/db/workbench";
import { RunEventType, RunStatus } from "@rlhf/domain";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { alarm } from "./alarm";

/** One event of a run, as a screen receives it. */
export const RunNotice = z.strictObject({
  runId: z.uuid(),
  eventNo: z.int(),
  type: RunEventType,
  payload: z.unknown(),
  createdAt: z.date(),
  /** The run's state when this was read. */
  status: RunStatus,
});
type RunNotice = z.infer<typeof RunNotice>;

const POLL_MS = 1_500; // a notice may be lost while the connection is renewed
const PORTION = 500;

type Asked = { runs: readonly { runId: string; after: number }[]; lastEventId?: string | null };
type Cursor = { runId: string; seq: number; after: number };

/** Yields the runs' events in order until `signal`; the id of each names the last event of every run: `12:45,13:7`. */
export async function* followRuns(db: Db, asked: Asked, signal: AbortSignal | undefined) {
  const cursors = await openCursors(db, asked);
  const wake = alarm();
  const stop = onNotify(db, "run_event", (payload) => {
    const seq = Number(payload.split(":")[0]);
    if (cursors.some((cursor) => cursor.seq === seq)) wake.ring();
  });
  signal?.addEventListener("abort", wake.ring);
  try {
    while (!signal?.aborted) {
      const events = await eventsAfter(db, cursors, PORTION);
      for (const { seq, ...event } of events) {
        const cursor = cursors.find((one) => one.seq === seq);
        if (cursor) cursor.after = event.eventNo;
        yield tracked(cursors.map((one) => `${one.seq}:${one.after}`).join(","), event);
      }
      if (events.length === 0) await wake.wait(POLL_MS);
    }
  } finally {
    stop();
    signal?.removeEventListener("abort", wake.ring);
  }
}

async function openCursors(db: Db, { runs, lastEventId }: Asked): Promise<Cursor[]> {
  const seen = new Map((lastEventId ?? "").split(",").map((pair) => pair.split(":").map(Number) as [number, number]));
  const now = await lastEventNumbers(
    db,
    runs.map((run) => run.runId),
  );
  return runs.flatMap(({ runId, after }) => {
    const run = now.get(runId);
    if (!run) return [];
    return [{ runId, seq: run.seq, after: seen.get(run.seq) ?? (after < 0 ? run.eventNo : after) }];
  });
}
