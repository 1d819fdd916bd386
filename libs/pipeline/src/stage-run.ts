import { createRun } from "@rlhf/db";
import { canonicalJson, ConfigError, type Run } from "@rlhf/domain";
import { createHash } from "node:crypto";
import type { StageRun } from "./claimed-run";
import { CODE_VERSION } from "./code-version";
import { executeRun, type Finished, type StageSpec, type Work } from "./execute-run";
import type { Progress, StageContext } from "./workbench";

export type { StageRun } from "./claimed-run";
export type { Finished } from "./execute-run";

/**
 * Runs a stage under a lease. The same stage of the same pipeline with the same config and inputs is done once: finished
 * runs give their result, unfinished ones go on from their newest checkpoint, another config is refused.
 */
export async function runStage<Out extends object>(
  ctx: StageContext,
  spec: StageSpec<Out>,
  work: Work<Out>,
): Promise<Finished<Out>> {
  const { queued } = ctx;
  if (queued) return executeRun({ ...ctx, bench: queued.bench }, spec, { row: queued.row, work });
  return executeRun(ctx, spec, { row: await stageRow(ctx, spec), work });
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

/** Between the parts of a stage that has no optimiser steps. @throws CancelledError when someone asked to stop. */
export async function passThrough(run: StageRun, at: Omit<Progress, "stage" | "metrics">): Promise<void> {
  run.progress({ ...at, metrics: {} });
  const stop = await run.stopRequested();
  if (stop) throw stop;
}
