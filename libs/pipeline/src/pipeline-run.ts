import { createRun, ensureProject, getRun } from "@rlhf/db";
import type { LoopConfig } from "@rlhf/domain";
import { LoopReport } from "./report";
import { checkConfig, executeRun, newRun, type StageSpec } from "./stage-run";
import type { LoopContext, StageContext } from "./workbench";

/** One pipeline run around all stages: made new, or taken up again with the config and seed it was started with. */
export async function runPipeline(
  start: LoopContext,
  config: LoopConfig,
  work: (ctx: StageContext) => Promise<LoopReport>,
): Promise<LoopReport> {
  const { bench, signal, onProgress, seed, resumeRunId } = start;
  const spec: StageSpec<LoopReport> = {
    kind: "pipeline",
    name: "loop",
    config: { loop: config },
    inputs: { preset: start.preset },
    result: LoopReport,
  };
  const resumed = resumeRunId === undefined ? null : await getRun(bench.db, resumeRunId);
  if (resumed) checkConfig(resumed, spec);
  const projectId = resumed?.projectId ?? (await ensureProject(bench.db, start.project)).id;
  const ctx: StageContext = { bench, projectId, pipelineRunId: null, seed: resumed?.seed ?? seed, signal, onProgress };
  const row = resumed ?? (await createRun(bench.db, newRun(ctx, spec)));
  const {
    runId: _runId,
    seconds: _seconds,
    ...report
  } = await executeRun(ctx, spec, {
    row,
    work: async (run) => work({ ...ctx, pipelineRunId: run.runId }),
  });
  return report;
}
