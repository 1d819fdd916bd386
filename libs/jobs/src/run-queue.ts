import type { Db } from "@rlhf/db";
import { JobPayload } from "@rlhf/domain";
import { PgBoss } from "pg-boss";

// pg-boss wakes workers and tries again when a start fails; it knows nothing of how a run goes. A zombie of it does no harm:
// only a claim of training_run makes a worker the owner.

const QUEUE = "training-run";
const DEAD = "training-run-dead";
/** A start takes milliseconds; a worker that died over it is given up after this. */
const START_SECONDS = 10;

export type WakeUp = { jobId: string; runId: string };

export type RunQueue = {
  /** Wakes a worker for this run; false when one is being woken for it already. */
  wake(runId: string): Promise<boolean>;
  /** The next wake-up, for this worker alone; null when there is none. */
  next(): Promise<WakeUp | null>;
  /** The start succeeded, or was not needed any more. */
  done(wakeUp: WakeUp): Promise<void>;
  /** The start failed; it is tried again, three times in all, then kept among the dead letters. */
  failed(wakeUp: WakeUp, error: string): Promise<void>;
  close(): Promise<void>;
};

/** Connects to the queue, making its tables (schema `pgboss`) when they are not there. */
export async function openRunQueue(db: Db, { onError }: { onError: (error: Error) => void }): Promise<RunQueue> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => db.pool.query(text, values) },
    schedule: false, // ticks are ours: one row per schedule and tick
  });
  boss.on("error", onError);
  await boss.start();
  await boss.createQueue(DEAD, { policy: "standard" });
  await boss.createQueue(QUEUE, {
    policy: "exclusive",
    retryLimit: 2,
    retryDelay: 1,
    expireInSeconds: START_SECONDS,
    deleteAfterSeconds: 86_400,
    deadLetter: DEAD,
  });
  return {
    wake: async (runId) => {
      const payload: JobPayload = { v: 1, runId };
      return (await boss.send(QUEUE, payload, { singletonKey: runId })) !== null;
    },
    next: async () => {
      const [job] = await boss.fetch<unknown>(QUEUE);
      return job === undefined ? null : { jobId: job.id, runId: JobPayload.parse(job.data).runId };
    },
    done: async ({ jobId }) => void (await boss.complete(QUEUE, jobId)),
    failed: async ({ jobId }, error) => void (await boss.fail(QUEUE, jobId, { error })),
    close: () => boss.stop({ graceful: false }),
  };
}
