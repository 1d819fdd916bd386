import { createRun, enqueueRun, getRun, type Db } from "@rlhf/db";
import {
  ConfigError,
  isStageKind,
  parseConfig,
  ScheduledConfig,
  type LoopConfig,
  type Run,
  type RunLease,
} from "@rlhf/domain";
import { CODE_VERSION } from "./code-version";
import { runLoop } from "./loop";
import { loopConfigOf } from "./loop-config";
import { LOOP } from "./pipeline-run";
import { runQueuedStage } from "./queued-stage";
import { runScheduled } from "./scheduled-run";
import type { Progress, Workbench } from "./workbench";

/** Leaves a whole loop to the workers. */
export async function queueLoop(
  db: Db,
  loop: { projectId: string; config: LoopConfig; preset: string; seed: number },
): Promise<Run> {
  const { projectId, config, preset, seed } = loop;
  const row = { ...LOOP, projectId, config: { loop: config }, inputs: { preset }, seed, codeVersion: CODE_VERSION };
  const run = await createRun(db, row);
  await enqueueRun(db, run.id);
  return run;
}

export type QueuedRun = {
  bench: Workbench;
  /** Held by the supervisor, who sends its heartbeats. */
  lease: RunLease;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
};

/**
 * Executes a run that a worker has claimed, through the same stages as the command line: a stage by itself, a scheduled
 * improvement, or a whole loop, whatever its name.
 */
export async function executeQueuedRun(start: QueuedRun): Promise<void> {
  const { bench, lease, signal, onProgress } = start;
  const run = await getRun(bench.db, lease.runId);
  const { kind } = run;
  if (isStageKind(kind)) return runQueuedStage(start, { ...run, kind });
  if (kind !== LOOP.kind)
    throw new ConfigError(`run ${run.id}: expected a loop or one of its stages, got ${kind}; start it again with rlhf`);
  const loop = loopConfigOf(run);
  if (run.config.scheduled !== undefined) {
    const scheduled = parseConfig(ScheduledConfig, run.config.scheduled, `config of run ${run.id}`);
    await runScheduled({ bench, runId: run.id, lease, signal, onProgress }, { loop, scheduled });
    return;
  }
  const project = { slug: "", name: "" }; // a row stays in its project
  const of = { bench, project, preset: String(run.inputs.preset ?? ""), seed: run.seed, resumeRunId: run.id };
  await runLoop({ ...of, lease, signal, onProgress }, loop);
}
