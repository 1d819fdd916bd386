import { createRun, ensureProject, getRun } from "@rlhf/db";
import { ConfigError, type LoopConfig, type Run } from "@rlhf/domain";
import { LoopReport } from "./report";
import { executeRun, type StageSpec } from "./execute-run";
import { checkConfig, newRun } from "./stage-run";
import type { LoopContext, StageContext } from "./workbench";

/** What the row of a loop is called. */
export const LOOP = { kind: "pipeline", name: "loop" } as const;

/** One pipeline run around all stages: made new, or taken up again with the config and seed it was started with. */
export async function runPipeline(
  start: LoopContext,
  { config, data }: { config: LoopConfig; data: string | null },
  work: (ctx: StageContext) => Promise<LoopReport>,
): Promise<LoopReport> {
  const { bench, signal, onProgress, seed, resumeRunId, lease } = start;
  const spec: StageSpec<LoopReport> = {
    ...LOOP,
    config: { loop: config },
    inputs: { preset: start.preset, ...(data === null ? {} : { data }) },
    result: LoopReport,
  };
  const resumed = resumeRunId === undefined ? null : await getRun(bench.db, resumeRunId);
  if (resumed) {
    checkConfig(resumed, spec);
    checkData(resumed, data);
  }
  const projectId = resumed?.projectId ?? (await ensureProject(bench.db, start.project)).id;
  const own = { pipelineRunId: null, seed: resumed?.seed ?? seed, lease };
  const ctx: StageContext = { bench, projectId, ...own, signal, onProgress };
  const row = resumed ?? (await createRun(bench.db, newRun(ctx, spec)));
  const {
    runId: _runId,
    seconds: _seconds,
    ...report
  } = await executeRun(ctx, spec, {
    row,
    work: async (run, fenced) => work({ ...fenced, pipelineRunId: run.runId }),
  });
  return report;
}

/** @throws ConfigError when the user's files are no longer those that the loop began with. */
function checkData({ inputs }: Run, data: string | null): void {
  if (data === null || inputs.data === undefined || inputs.data === data) return;
  throw new ConfigError(
    `data: expected the content this run was started with (sha256 ${String(inputs.data).slice(0, 12)}), got another ` +
      `(${data.slice(0, 12)}); restore the files, or start a new run`,
  );
}
