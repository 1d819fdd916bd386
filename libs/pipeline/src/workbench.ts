import { openArtifacts, type Artifacts } from "@rlhf/artifacts";
import { closeDatabase, isConnectionLost, openDatabase, startDatabase, type Db } from "@rlhf/db";
import type { Backend, MetricValues, OnCrashPoint, Precision, Run, RunLease } from "@rlhf/domain";
import { initBackend, type BackendInfo } from "@rlhf/tensor";
import { setTimeout as sleep } from "node:timers/promises";

/** What every stage works with: storage, artifacts and the compute backend. */
export type Workbench = {
  db: Db;
  databaseKind: "embedded" | "external";
  artifacts: Artifacts;
  backend: BackendInfo;
  /** Waits for a database that went away, and starts the embedded one again. @throws DatabaseError when it stays away. */
  reconnect?: () => Promise<void>;
};

export type WorkbenchOptions = {
  home: string;
  artifacts: string;
  databaseUrl?: string | undefined;
  pgPort?: number | undefined;
  stateHome?: string | undefined;
  backend: "auto" | Backend;
  precision: "auto" | Precision;
  threads?: number | undefined;
  /** Only a backend on a GPU will do. */
  requireGpu?: boolean | undefined;
  /** Test builds only: where the process is to die. */
  crashPoint?: OnCrashPoint | undefined;
};

/** Where a stage stands. */
export type Progress = { stage: string; step: number; total: number; unit: string; metrics: MetricValues };

/** A stage's surroundings: the project it writes to, the pipeline it belongs to, and how to stop it. */
export type StageContext = {
  bench: Workbench;
  projectId: string;
  pipelineRunId: string | null;
  seed: number;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** Set when another process has claimed the outermost run for this one, and sends its heartbeats (a worker's supervisor). */
  lease?: RunLease | undefined;
  /** Set when this very stage was queued by itself: its row, and the bench that is not fenced, to end the run with. */
  queued?: { row: Run; bench: Workbench } | undefined;
};

/** How a loop starts: a new one in a project of the caller's choice, or an unfinished one by the id of its pipeline run. */
export type LoopContext = {
  bench: Workbench;
  project: { slug: string; name: string };
  preset: string;
  seed: number;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  resumeRunId?: string;
  lease?: RunLease | undefined;
};

/** Starts or reaches the database, migrates it, opens the artifacts and picks the compute backend. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { home, databaseUrl, pgPort, stateHome } = options;
  const server = await startDatabase({ home, databaseUrl, port: pgPort, stateHome });
  const [artifacts, backend] = await Promise.all([
    openArtifacts(options.artifacts, { crashPoint: options.crashPoint }),
    initBackend(options),
  ]);
  const db = await openDatabase(server.url);
  const reconnect = () => databaseIsBack(db, options);
  return { db, databaseKind: server.kind, artifacts, backend, reconnect };
}

const RECONNECT_MS = 60_000;

/** The connections stay: the embedded server comes back under the address it had. */
async function databaseIsBack(db: Db, options: WorkbenchOptions): Promise<void> {
  const { home, databaseUrl, pgPort, stateHome } = options;
  const deadline = Date.now() + RECONNECT_MS;
  for (;;) {
    try {
      await startDatabase({ home, databaseUrl, port: pgPort, stateHome });
      await db.pool.query("select 1");
      return;
    } catch (error) {
      if (Date.now() > deadline || !isConnectionLost(error)) throw error;
      await sleep(250);
    }
  }
}

/** Closes connections; the embedded server goes on for other processes. */
export async function closeWorkbench(bench: Workbench): Promise<void> {
  await closeDatabase(bench.db);
}
