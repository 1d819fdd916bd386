import {
  cancelRun,
  claimRun,
  closeDatabase,
  failRun,
  fencedDatabase,
  finishRun,
  getRun,
  heartbeat,
  isConnectionLost,
  pauseRun,
  queryError,
  releaseRun,
  type Db,
} from "@rlhf/db";
import { CancelledError, RlhfError, type Run, type RunKind, type RunLease } from "@rlhf/domain";
import { hostname } from "node:os";
import type { z } from "zod";
import { CancelRequested, claimedRun, Interrupted, type StageRun } from "./claimed-run";
import type { StageContext } from "./workbench";

const LEASE_SECONDS = 30;
const HEARTBEAT_MS = 5_000;

/** What a stage is, before it runs. `name` tells it from other stages of one pipeline; inputs are ids and content hashes. */
export type StageSpec<Out> = {
  kind: RunKind;
  name: string;
  config: Record<string, unknown>;
  inputs: Record<string, unknown>;
  result: z.ZodType<Out>;
};

export type Finished<Out> = Out & { runId: string; seconds: number };

/** A database that goes away this often in one process is not going to come back. */
const MAX_RECONNECTS = 10;

export type Work<Out> = (run: StageRun, ctx: StageContext) => Promise<Out>;

/**
 * Executes the run of this row under a lease; a row that has succeeded gives its stored result. The outermost run works on
 * connections that write only while its lease holds (the context that `work` gets), and goes on from its checkpoints when
 * the database went away and came back.
 */
export async function executeRun<Out extends object>(
  ctx: StageContext,
  spec: StageSpec<Out>,
  { row, work }: { row: Run; work: Work<Out> },
): Promise<Finished<Out>> {
  const { db, reconnect } = ctx.bench;
  if (ctx.pipelineRunId !== null) return attempt(ctx, spec, { row, work });
  for (let reconnects = 0; ; reconnects++) {
    const now = reconnects === 0 ? row : await getRun(db, row.id);
    const takeOver = reconnects > 0 && now.workerId === workerId(); // it is we who hold it
    try {
      return await attempt(ctx, spec, { row: now, work: fenced(work), takeOver });
    } catch (error) {
      if (!reconnect || reconnects >= MAX_RECONNECTS || !isConnectionLost(error)) throw error;
      await reconnect();
    }
  }
}

/** Gives the work a context whose database refuses what comes after the lease was lost. */
const fenced =
  <Out>(work: Work<Out>): Work<Out> =>
  async (run, ctx) => {
    const db = fencedDatabase(ctx.bench.db, run.lease);
    try {
      return await work(run, { ...ctx, bench: { ...ctx.bench, db } });
    } finally {
      await closeDatabase(db);
    }
  };

async function attempt<Out extends object>(
  ctx: StageContext,
  spec: StageSpec<Out>,
  { row, work, takeOver = false }: { row: Run; work: Work<Out>; takeOver?: boolean },
): Promise<Finished<Out>> {
  const { db } = ctx.bench;
  if (row.status === "succeeded") return finished(spec, row);
  const held = ctx.pipelineRunId === null ? ctx.lease : undefined; // claimed for us; heartbeats come from there, too
  const lease = held ?? (await claim(db, row, { takeOver: takeOver || ctx.pipelineRunId !== null }));
  const beat = held ? undefined : heartbeats(db, lease);
  const started = performance.now();
  try {
    const run = claimedRun(ctx, { row, lease, name: spec.name });
    const out = await work(run, ctx);
    const seconds = (performance.now() - started) / 1000; // of this attempt, when the run was interrupted
    await run.crashPoint("before-finish", 0);
    await finishRun(db, lease, { ...out, seconds });
    await run.crashPoint("after-finish", 0);
    return { ...out, runId: row.id, seconds };
  } catch (thrown) {
    if (isConnectionLost(thrown)) throw thrown; // nobody there to tell
    const heard = ctx.signal.aborted && isStop(thrown);
    const unnamed = heard && !(thrown instanceof Interrupted); // from below the stages, as generation
    const error = unnamed ? new Interrupted(spec.name, { cause: thrown }) : queryError(thrown);
    if (held && heard) await releaseRun(db, lease);
    else await recordStop(db, lease, error);
    throw error;
  } finally {
    clearInterval(beat);
  }
}

const heartbeats = (db: Db, lease: RunLease) =>
  setInterval(() => void heartbeat(db, lease, { leaseSeconds: LEASE_SECONDS }).catch(ignoreStale), HEARTBEAT_MS);

/** Its worker drains: the run waits for the next one, unless someone asked for another end. */
const isStop = (error: unknown): boolean => error instanceof CancelledError && !(error instanceof CancelRequested);

// A heartbeat that comes too late needs no handling of its own: the next fenced write of the stage reports it.
function ignoreStale(error: unknown): void {
  if (!(error instanceof RlhfError)) throw error;
}

/**
 * Claims the run. It is taken over before its lease ends from a process of this machine that is dead, and a stage from
 * whoever held it: who holds the pipeline holds its stages.
 */
async function claim(db: Db, row: Run, { takeOver }: { takeOver: boolean }): Promise<RunLease> {
  const [owner, pid] = row.workerId?.split("/") ?? [];
  const isDead = row.status === "running" && owner === hostname() && !isAlive(Number(pid));
  const options = { workerId: workerId(), leaseSeconds: LEASE_SECONDS, takeOver: takeOver || isDead };
  return (await claimRun(db, row.id, options)).lease;
}

const workerId = (): string => `${hostname()}/${process.pid}`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function recordStop(db: Db, lease: RunLease, error: unknown): Promise<void> {
  if (error instanceof RlhfError && error.code === "stale_lease") return; // another process owns the run now
  const message = (error instanceof Error ? error.message : String(error)).replaceAll("\0", "\ufffd"); // Postgres keeps no NUL
  const code = error instanceof RlhfError ? error.code : null;
  if (error instanceof CancelRequested) await cancelRun(db, lease, message);
  else if (code === "cancelled") await pauseRun(db, lease, message);
  else if (code === "out_of_memory" || code === "disk_full") await pauseRun(db, lease, `${code}: ${message}`);
  else await failRun(db, lease, message);
}

function finished<Out extends object>(spec: StageSpec<Out>, row: Run): Finished<Out> {
  const { seconds, ...result } = row.result ?? {};
  return { ...spec.result.parse(result), runId: row.id, seconds: Number(seconds) };
}
