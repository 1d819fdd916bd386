import type { Db } from "@rlhf/db";
import { eventsAfter, lastEventNumbers, onNotify } from "@rlhf/db/workbench";
import { RunEventType, RunStatus } from "@rlhf/domain";
import { isTrackedEnvelope, tracked } from "@trpc/server";
import { z } from "zod";

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

/** Wakes a sleeper early; a ring while nobody sleeps is kept for the next one. */
function alarm() {
  let rung = false;
  let wakeUp: (() => void) | null = null;
  return {
    ring: () => {
      rung = true;
      wakeUp?.();
    },
    wait: async (ms: number) => {
      if (!rung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      rung = false;
      wakeUp = null;
    },
  };
}

type Stream<T> = AsyncIterable<ReturnType<typeof tracked<T>>, void, void>;

/** An output schema for a stream of tracked values: each one is parsed before it leaves. */
export function streamOf<S extends z.ZodType>(schema: S) {
  return z
    .custom<Stream<z.input<S>>>((value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value)
    .transform((stream): Stream<z.output<S>> => parsedStream(stream, schema));
}

async function* parsedStream<S extends z.ZodType>(stream: Stream<z.input<S>>, schema: S): Stream<z.output<S>> {
  for await (const envelope of stream) {
    if (!isTrackedEnvelope(envelope)) throw new TypeError("a stream yields tracked values");
    const [id, value] = envelope;
    yield tracked(id, schema.parse(value));
  }
}
