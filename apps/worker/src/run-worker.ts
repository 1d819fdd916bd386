import { closeDatabase, isConnectionLost, openDatabase, startDatabase, type Db } from "@rlhf/db";
import { openRunQueue } from "@rlhf/jobs";
import type { WorkbenchOptions } from "@rlhf/pipeline";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { assertSharedArtifacts } from "./artifact-folder";
import { readEnv } from "./env";
import { startChild } from "./start-child";
import { Supervisor } from "./supervisor";

const TICK_MS = 500;

/** The worker until SIGTERM or SIGINT: then its runs save a checkpoint and go back to the queue. */
export async function runWorker(): Promise<number> {
  const env = readEnv();
  const log = (text: string) => process.stderr.write(`worker: ${text}\n`);
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => stop.abort());
  process.on("disconnect", () => stop.abort()); // whoever started us is gone
  const { url } = await startDatabase(databaseOf(env));
  const db = await openDatabase(url);
  await assertSharedArtifacts(db, env.artifacts);
  const queue = await openRunQueue(db, { onError: (error) => log(`queue: ${error.message}`) });
  const supervisor = new Supervisor({ db, queue, workerId: `${hostname()}/${process.pid}`, startChild, log });
  log(`ready, process ${process.pid}`);
  try {
    while (!stop.signal.aborted) {
      await supervisor.tick().catch((error: unknown) => afterFailure(error, { db, env, log }));
      await sleep(TICK_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
    log("draining: runs save a checkpoint and wait for the next start");
    await supervisor.drain();
    return 0;
  } finally {
    await queue.close().catch(() => undefined); // the database may be gone; it keeps what was committed
    await closeDatabase(db);
  }
}

const databaseOf = ({ home, databaseUrl, pgPort, stateHome }: WorkbenchOptions) => ({
  home,
  databaseUrl,
  port: pgPort,
  stateHome,
});

/** A database that went away is started again (the embedded one) or waited for; anything else is a defect to report. */
async function afterFailure(
  error: unknown,
  { db, env, log }: { db: Db; env: WorkbenchOptions; log: (text: string) => void },
): Promise<void> {
  log(error instanceof Error ? error.message : String(error));
  if (!isConnectionLost(error)) return;
  try {
    await startDatabase(databaseOf(env));
    await db.pool.query("select 1");
    log("the database is back");
  } catch (again) {
    if (!isConnectionLost(again)) log(again instanceof Error ? again.message : String(again));
    await sleep(1_000);
  }
}
