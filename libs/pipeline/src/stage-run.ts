import { newestLoadable, saveCheckpoint } from "@rlhf/artifacts";
import {
  appendMetrics,
  cancelRun,
  claimRun,
  commitCheckpoint,
  createRun,
  failRun,
  finishRun,
  getRun,
  heartbeat,
  latestCheckpoints,
  pauseRun,
  readRequest,
  setProgress,
  truncateMetricsAfter,
  type Db,
} from "@rlhf/db";
import {
  CancelledError,
  canonicalJson,
  ConfigError,
  RlhfError,
  type MetricValues,
  type Run,
  type RunKind,
  type RunLease,
  type RunRequest,
} from "@rlhf/domain";
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { z } from "zod";
import { CODE_VERSION } from "./code-version";
import type { Progress, StageContext } from "./workbench";

const LEASE_SECONDS = 30;
const HEARTBEAT_MS = 5_000;
/** How often a running stage writes how far it is; whether to stop is asked at every step. */
const PROGRESS_MS = 1_000;

/** Someone asked to cancel for good; a plain CancelledError pauses. */
class CancelRequested extends CancelledError {}

/** What a stage is, before it runs. `name` tells it from other stages of one pipeline; inputs are ids and content hashes. */
export type StageSpec<Out> = {
  kind: RunKind;
  name: string;
  config: Record<string, unknown>;
  inputs: Record<string, unknown>;
  result: z.ZodType<Out>;
};

export type LoadedCheckpoint = {
  checkpointId: string;
  step: number;
  files: Record<string, Uint8Array>;
  counters: Record<string, number>;
};

/** A claimed run: everything it writes names its lease, and is refused when another process has taken over. */
export type StageRun = {
  runId: string;
  lease: RunLease;
  progress(p: Omit<Progress, "stage">): void;
  recordMetrics(step: number, values: MetricValues): Promise<void>;
  forgetMetricsAfter(step: number): Promise<void>;
  saveCheckpoint(
    step: number,
    content: { files: Record<string, Uint8Array>; counters: Record<string, number> },
  ): Promise<string>;
  newestCheckpoint(): Promise<LoadedCheckpoint | null>;
  /** The error to stop with, if someone asked (Ctrl-C, cancel, pause); null to go on. */
  stopRequested(): Promise<CancelledError | null>;
};

export type Finished<Out> = Out & { runId: string; seconds: number };

/**
 * Runs a stage under a lease. The same stage of the same pipeline with the same config and inputs is done once: finished
 * runs give their result, unfinished ones go on from their newest checkpoint, another config is refused.
 */
export async function runStage<Out extends object>(
  ctx: StageContext,
  spec: StageSpec<Out>,
  work: (run: StageRun) => Promise<Out>,
): Promise<Finished<Out>> {
  return executeRun(ctx, spec, { row: await stageRow(ctx, spec), work });
}

/** Executes the run of this row under a lease; a row that has succeeded gives its stored result. */
export async function executeRun<Out extends object>(
  ctx: StageContext,
  spec: StageSpec<Out>,
  { row, work }: { row: Run; work: (run: StageRun) => Promise<Out> },
): Promise<Finished<Out>> {
  const { db } = ctx.bench;
  if (row.status === "succeeded") return finished(spec, row);
  const lease = await claim(db, row);
  const beat = setInterval(
    () => void heartbeat(db, lease, { leaseSeconds: LEASE_SECONDS }).catch(ignoreStale),
    HEARTBEAT_MS,
  );
  const started = performance.now();
  try {
    const out = await work(stageRun(ctx, { lease, name: spec.name }));
    const seconds = (performance.now() - started) / 1000; // of this attempt, when the run was interrupted
    await finishRun(db, lease, { ...out, seconds });
    return { ...out, runId: row.id, seconds };
  } catch (error) {
    await recordStop(db, lease, error);
    throw error;
  } finally {
    clearInterval(beat);
  }
}

// A heartbeat that comes too late needs no handling of its own: the next fenced write of the stage reports it.
function ignoreStale(error: unknown): void {
  if (!(error instanceof RlhfError)) throw error;
}

/** Claims the run; from a process of this machine that is dead it is taken over before its lease ends. */
async function claim(db: Db, row: Run): Promise<RunLease> {
  const host = hostname();
  const [owner, pid] = row.workerId?.split("/") ?? [];
  const takeOver = row.status === "running" && owner === host && !isAlive(Number(pid));
  const workerId = `${host}/${process.pid}`;
  return (await claimRun(db, row.id, { workerId, leaseSeconds: LEASE_SECONDS, takeOver })).lease;
}

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
  const pausable = error instanceof RlhfError && ["cancelled", "out_of_memory", "disk_full"].includes(error.code);
  if (error instanceof CancelRequested) await cancelRun(db, lease, message);
  else if (pausable) await pauseRun(db, lease, message);
  else await failRun(db, lease, message);
}

async function stageRow<Out>(ctx: StageContext, spec: StageSpec<Out>): Promise<Run> {
  const { db } = ctx.bench;
  const row = await createRun(db, newRun(ctx, spec)); // a child of this pipeline and name that is there already
  checkConfig(row, spec);
  return row;
}

/** @throws ConfigError when the run was started with another config. */
export function checkConfig<Out>(row: Run, spec: StageSpec<Out>): void {
  if (row.configHash !== hashOf(spec.config)) {
    throw new ConfigError(
      `${spec.name}: expected the config this run was started with (hash ${row.configHash.slice(0, 12)}), got another; ` +
        `resume it with its own config, or start a new run`,
    );
  }
}

export function newRun<Out>(ctx: StageContext, spec: StageSpec<Out>) {
  const { projectId, pipelineRunId: parentRunId, seed } = ctx;
  const { kind, name, config, inputs } = spec;
  return { projectId, parentRunId, kind, name, config, inputs, seed, codeVersion: CODE_VERSION };
}

export const hashOf = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex");

function finished<Out extends object>(spec: StageSpec<Out>, row: Run): Finished<Out> {
  const { seconds, ...result } = row.result ?? {};
  return { ...spec.result.parse(result), runId: row.id, seconds: Number(seconds) };
}

function stageRun(ctx: StageContext, { lease, name }: { lease: RunLease; name: string }): StageRun {
  const { db, artifacts } = ctx.bench;
  let savedAt = performance.now();
  let progress = 0;
  return {
    runId: lease.runId,
    lease,
    progress: (p) => {
      ctx.onProgress({ stage: name, ...p });
      progress = p.step / Math.max(1, p.total);
    },
    recordMetrics: async (step, values) => {
      const points = Object.entries(values).map(([key, value]) => ({ step, key, value }));
      await appendMetrics(db, lease, points);
    },
    forgetMetricsAfter: async (step) => {
      await truncateMetricsAfter(db, lease, step);
    },
    saveCheckpoint: async (step, { files, counters }) => {
      let checkpointId = "";
      await saveCheckpoint(artifacts, {
        runId: lease.runId,
        epoch: lease.epoch,
        step,
        kind: name,
        createdAt: new Date().toISOString(),
        files,
        state: { counters },
        commit: async (manifest) => {
          checkpointId = (await commitCheckpoint(db, lease, { step, kind: name, ...manifest })).id;
        },
      });
      return checkpointId;
    },
    newestCheckpoint: async () => {
      const rows = await latestCheckpoints(db, lease.runId);
      const found = await newestLoadable(
        artifacts,
        rows.map((c) => c.manifestSha256),
      );
      const row = rows.find((c) => c.manifestSha256 === found?.manifestSha256);
      if (!found || !row) return null;
      return { checkpointId: row.id, step: row.step, files: found.files, counters: countersOf(found.manifest.state) };
    },
    stopRequested: async () => {
      if (ctx.signal.aborted)
        return new CancelledError(`${name}: interrupted after a checkpoint; rlhf runs resume goes on`);
      if (performance.now() - savedAt >= PROGRESS_MS) {
        savedAt = performance.now();
        await setProgress(db, lease, progress);
      }
      const request = await requested(ctx, lease);
      if (request === "none") return null;
      return request === "cancel"
        ? new CancelRequested(`${name}: cancelled on request`)
        : new CancelledError(`${name}: paused on request`);
    },
  };
}

/** What someone asked of this run, or of the pipeline that it is a part of. */
async function requested({ bench, pipelineRunId }: StageContext, lease: RunLease): Promise<RunRequest> {
  const own = await readRequest(bench.db, lease);
  if (own !== "none" || pipelineRunId === null) return own;
  return (await getRun(bench.db, pipelineRunId)).request;
}

/** Between the parts of a stage that has no optimiser steps. @throws CancelledError when someone asked to stop. */
export async function passThrough(run: StageRun, at: Omit<Progress, "stage" | "metrics">): Promise<void> {
  run.progress({ ...at, metrics: {} });
  const stop = await run.stopRequested();
  if (stop) throw stop;
}

function countersOf(state: Record<string, unknown>): Record<string, number> {
  const counters = state.counters;
  if (typeof counters !== "object" || counters === null) return {};
  return Object.fromEntries(Object.entries(counters).map(([key, value]) => [key, Number(value)]));
}
