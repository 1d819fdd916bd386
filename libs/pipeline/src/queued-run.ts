import { createRun, enqueueRun, getRun, type Db } from "@rlhf/db";
import { ConfigError, LoopConfig, parseConfig, ScheduledConfig, type Run, type RunLease } from "@rlhf/domain";
import { z } from "zod";
import { CODE_VERSION } from "./code-version";
import { runLoop } from "./loop";
import { LOOP } from "./pipeline-run";
import { runScheduled, SCHEDULED } from "./scheduled-run";
import type { Progress, Workbench } from "./workbench";

const Stored = z.object({ loop: z.unknown().optional(), scheduled: z.unknown().optional() });

/** The loop that a pipeline run is stored with. @throws ConfigError when it is none of this version. */
export function loopConfigOf(run: Pick<Run, "id" | "config">): LoopConfig {
  return parseConfig(LoopConfig, Stored.parse(run.config).loop, `config of run ${run.id}`);
}

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

/** Executes a run that a worker has claimed, through the same stages as the command line. */
export async function executeQueuedRun({ bench, lease, signal, onProgress }: QueuedRun): Promise<void> {
  const run = await getRun(bench.db, lease.runId);
  const config = loopConfigOf(run);
  switch (run.name) {
    case LOOP.name: {
      const project = { slug: "", name: "" }; // a row stays in its project
      const start = { bench, project, preset: String(run.inputs.preset ?? ""), seed: run.seed, resumeRunId: run.id };
      await runLoop({ ...start, lease, signal, onProgress }, config);
      return;
    }
    case SCHEDULED.name: {
      const scheduled = parseConfig(ScheduledConfig, Stored.parse(run.config).scheduled, `config of run ${run.id}`);
      await runScheduled({ bench, runId: run.id, lease, signal, onProgress }, { loop: config, scheduled });
      return;
    }
    default:
      throw new ConfigError(
        `run ${run.id}: expected a loop or a scheduled run, got ${run.name}; start it again with rlhf`,
      );
  }
}
