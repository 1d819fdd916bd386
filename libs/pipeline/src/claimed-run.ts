import { newestLoadable, saveCheckpoint, type CheckpointToSave } from "@rlhf/artifacts";
import {
  appendEvents,
  appendMetrics,
  appendSpread,
  commitCheckpoint,
  getRun,
  latestCheckpoints,
  readRequest,
  setProgress,
  truncateMetricsAfter,
} from "@rlhf/db";
import {
  CancelledError,
  type CrashPoint,
  type MetricKey,
  type MetricValues,
  type Run,
  type RunLease,
  type RunRequest,
} from "@rlhf/domain";
import { histogram } from "@rlhf/stats";
import { assertSameOrigin, originOf, type Origin } from "./checkpoint-origin";
import type { Progress, StageContext } from "./workbench";

/** How often a running stage writes how far it is; whether to stop is asked at every step. */
const PROGRESS_MS = 1_000;

/** Someone asked to cancel for good; a plain CancelledError pauses. */
export class CancelRequested extends CancelledError {}

/** Ctrl-C or a worker that drains: names the stage that heard it, also in the pipeline that it ends. */
export class Interrupted extends CancelledError {
  constructor(stage: string, options?: ErrorOptions) {
    super(`${stage}: interrupted after a checkpoint; rlhf runs resume goes on`, options);
  }
}

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
  /** Tells whoever watches the run what is new. */
  announce(type: "metric" | "sample" | "checkpoint", payload: Record<string, unknown>): Promise<void>;
  recordMetrics(step: number, values: MetricValues): Promise<void>;
  /** How the values behind a metric were spread at a step. */
  recordDistribution(step: number, spread: { key: MetricKey; values: Float32Array }): Promise<void>;
  forgetMetricsAfter(step: number): Promise<void>;
  saveCheckpoint(
    step: number,
    content: { files: Record<string, Uint8Array>; counters: Record<string, number> },
  ): Promise<string>;
  newestCheckpoint(): Promise<LoadedCheckpoint | null>;
  /** Where a test lets the process die; `step` is the one under way. */
  crashPoint(point: CrashPoint, step: number): Promise<void>;
  /** The error to stop with, if someone asked (Ctrl-C, cancel, pause); null to go on. */
  stopRequested(): Promise<CancelledError | null>;
};

/** What a claimed run may do. */
export function claimedRun(
  ctx: StageContext,
  { row, lease, name }: { row: Run; lease: RunLease; name: string },
): StageRun {
  const { db, artifacts } = ctx.bench;
  const origin = originOf(row, ctx.bench);
  const startedAt = row.startedAt?.getTime() ?? Date.now();
  const announce: StageRun["announce"] = async (type, payload) =>
    void (await appendEvents(db, lease, [{ type, payload }]));
  let savedAt = performance.now();
  let at = { step: 0, progress: 0 };
  return {
    runId: lease.runId,
    lease,
    progress: (p) => {
      ctx.onProgress({ stage: name, ...p });
      at = { step: p.step, progress: p.step / Math.max(1, p.total) };
    },
    announce,
    recordMetrics: async (step, values) => {
      const wallMs = Date.now() - startedAt;
      const points = Object.entries(values).map(([key, value]) => ({ step, key, value, wallMs }));
      await appendMetrics(db, lease, points);
    },
    recordDistribution: async (step, { key, values }) => appendSpread(db, lease, { key, step, ...histogram(values) }),
    forgetMetricsAfter: async (step) => {
      await truncateMetricsAfter(db, lease, step);
    },
    saveCheckpoint: async (step, { files, counters }) => {
      const id = await storeCheckpoint(ctx, lease, { step, kind: name, files, state: { counters, origin } });
      await announce("checkpoint", { step });
      return id;
    },
    newestCheckpoint: async () => loadNewest(ctx, lease, origin),
    crashPoint: async (point, step) => artifacts.crashPoint(point, { stage: name, step }),
    stopRequested: async () => {
      if (ctx.signal.aborted) return new Interrupted(name);
      if (performance.now() - savedAt >= PROGRESS_MS) {
        savedAt = performance.now();
        await setProgress(db, lease, at.progress);
        await announce("metric", { step: at.step }); // whoever watches reads the curves anew
      }
      const request = await requested(ctx, lease);
      if (request === "none") return null;
      return request === "cancel"
        ? new CancelRequested(`${name}: cancelled on request`)
        : new CancelledError(`${name}: paused on request`);
    },
  };
}

async function storeCheckpoint(
  { bench }: StageContext,
  lease: RunLease,
  { step, kind, ...content }: Pick<CheckpointToSave, "step" | "kind" | "files" | "state">,
): Promise<string> {
  let checkpointId = "";
  await saveCheckpoint(bench.artifacts, {
    runId: lease.runId,
    epoch: lease.epoch,
    createdAt: new Date().toISOString(),
    step,
    kind,
    ...content,
    commit: async (manifest) => {
      checkpointId = (await commitCheckpoint(bench.db, lease, { step, kind, ...manifest })).id;
    },
  });
  return checkpointId;
}

/** @throws CheckpointError when all are damaged, or the newest was made with something else than this run has. */
async function loadNewest({ bench }: StageContext, lease: RunLease, origin: Origin): Promise<LoadedCheckpoint | null> {
  const rows = await latestCheckpoints(bench.db, lease.runId);
  const manifests = rows.map((c) => c.manifestSha256);
  const found = await newestLoadable(bench.artifacts, manifests);
  const checkpoint = rows.find((c) => c.manifestSha256 === found?.manifestSha256);
  if (!found || !checkpoint) return null;
  assertSameOrigin(found.manifest.state, origin);
  const { id: checkpointId, step } = checkpoint;
  return { checkpointId, step, files: found.files, counters: countersOf(found.manifest.state) };
}

/** What someone asked of this run, or of the pipeline that it is a part of. */
async function requested({ bench, pipelineRunId }: StageContext, lease: RunLease): Promise<RunRequest> {
  const own = await readRequest(bench.db, lease);
  if (own !== "none" || pipelineRunId === null) return own;
  return (await getRun(bench.db, pipelineRunId)).request;
}

function countersOf(state: Record<string, unknown>): Record<string, number> {
  const counters = state.counters;
  if (typeof counters !== "object" || counters === null) return {};
  return Object.fromEntries(Object.entries(counters).map(([key, value]) => [key, Number(value)]));
}
