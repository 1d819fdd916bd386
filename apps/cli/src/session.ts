import type { Db } from "@rlhf/db";
import type { Workbench } from "@rlhf/pipeline";
import { Console } from "./console";
import { readEnv } from "./env";

/** An open workbench and what commands share: console, and a signal that Ctrl-C raises. */
export type Session = { bench: Workbench; console: Console; signal: AbortSignal };

/** Opens the workbench, runs the command, closes it whatever happens. The second Ctrl-C ends at once. */
export async function withWorkbench<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const { closeWorkbench, openWorkbench } = await import("@rlhf/pipeline");
  const console = new Console();
  const abort = new AbortController();
  const onSignal = () => {
    if (abort.signal.aborted) process.kill(process.pid, "SIGKILL");
    console.note("stopping after a checkpoint (again: at once)");
    abort.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const bench = await openWorkbench(readEnv());
  try {
    return await work({ bench, console, signal: abort.signal });
  } finally {
    await closeWorkbench(bench);
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

/** Only the database: for commands that read and ask, and need no compute backend. */
export async function withDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const { closeDatabase, openDatabase, startDatabase } = await import("@rlhf/db");
  const { home, databaseUrl, pgPort, stateHome } = readEnv();
  const { url } = await startDatabase({ home, databaseUrl, port: pgPort, stateHome });
  const db = await openDatabase(url);
  try {
    return await work(db);
  } finally {
    await closeDatabase(db);
  }
}
