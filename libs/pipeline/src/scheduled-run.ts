import { getRun } from "@rlhf/db";
import type { LoopConfig, RunLease, ScheduledConfig } from "@rlhf/domain";
import { z } from "zod";
import { evaluate } from "./evaluate";
import { executeRun, type Finished, type StageSpec } from "./execute-run";
import { newComparisons } from "./new-comparisons";
import { openPromptBook } from "./prompt-book";
import { gather } from "./scheduled-snapshot";
import { openSource } from "./sources/open-source";
import { trainPpo } from "./train-ppo";
import { trainReward } from "./train-reward";
import type { Progress, StageContext, Workbench } from "./workbench";

/** What the row of a scheduled improvement is called. */
export const SCHEDULED = { kind: "pipeline", name: "scheduled" } as const;

const Improved = z.strictObject({
  baselineId: z.string(),
  candidateId: z.string(),
  rewardModelVersionId: z.string(),
  judgments: z.int(),
  winRate: z.number(),
  verdict: z.string(),
  /** The comparisons that wait for people now. */
  batchId: z.string(),
});
export type Improved = Finished<z.infer<typeof Improved>>;

export type ScheduledStart = {
  bench: Workbench;
  runId: string;
  lease?: RunLease | undefined;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
};

/**
 * One turn of the wheel on what people have judged since: snapshot → reward model → PPO from the policy in use → evaluation
 * against it → new comparisons of the two for people.
 */
export async function runScheduled(
  start: ScheduledStart,
  { loop: config, scheduled }: { loop: LoopConfig; scheduled: ScheduledConfig },
): Promise<Improved> {
  const { bench, lease, signal, onProgress } = start;
  const row = await getRun(bench.db, start.runId);
  const spec: StageSpec<z.infer<typeof Improved>> = {
    ...SCHEDULED,
    config: { loop: config, scheduled },
    inputs: {},
    result: Improved,
  };
  const { projectId, seed } = row;
  const ctx: StageContext = { bench, projectId, pipelineRunId: null, seed, signal, onProgress, lease };
  return executeRun(ctx, spec, {
    row,
    work: async (run, fenced) => {
      const stages = { ...fenced, pipelineRunId: run.runId };
      const source = await openSource(config);
      const room = { source, book: await openPromptBook(stages, source) };
      return improve(stages, room, { config, scheduled });
    },
  });
}

async function improve(
  ctx: StageContext,
  room: Parameters<typeof trainReward>[1],
  { config, scheduled }: { config: LoopConfig; scheduled: ScheduledConfig },
): Promise<z.infer<typeof Improved>> {
  const snapshot = await gather(ctx, room);
  const baselineId = snapshot.policyVersionId;
  const { rewardModelVersionId } = await trainReward(ctx, room, { config, policyVersionId: baselineId, snapshot });
  const ppo = await trainPpo(ctx, room, { config, policyVersionId: baselineId, rewardModelVersionId });
  const candidateId = ppo.policyVersionId;
  const compared = await evaluate(ctx, room, { config, baselineId, candidateId, rewardModelVersionId });
  const offered = await newComparisons(ctx, room, { config, scheduled, baselineId, candidateId });
  const { winRate, verdict } = compared;
  const policies = { baselineId, candidateId, rewardModelVersionId };
  return { ...policies, judgments: snapshot.rows, winRate, verdict, batchId: offered.batchId };
}
