import { listRuns } from "@rlhf/db";
import { DataError, type Project, type Run, type RunKind } from "@rlhf/domain";
import type { Workbench } from "@rlhf/pipeline";
import { z } from "zod";
import { findPolicy } from "./policy-lookup";
import { findRun } from "./run-lookup";

/** What the command line named; the rest is the newest of the project. */
export type GivenInputs = {
  policy?: string;
  baseline?: string;
  rewardModel?: string;
  batch?: string;
  snapshot?: string;
  generated?: string;
};

// The parts of a stage's stored result that a later stage works on.
const Policy = z.object({ policyVersionId: z.string() });
const RewardModel = z.object({ rewardModelVersionId: z.string() });
const Batch = z.object({ batchId: z.string() });
const Snapshot = z.object({ snapshotId: z.string(), rows: z.int(), contentSha256: z.string(), seconds: z.number() });
const Generated = z.object({
  policyVersionId: z.string(),
  generations: z.int(),
  pairs: z.array(z.object({ first: z.string(), second: z.string() })),
  seconds: z.number(),
});

export type StageInputs = ReturnType<typeof stageInputs>;

/** Each input is looked up when a stage asks for it. @throws DataError naming the stage to run first. */
export function stageInputs({ bench, project }: { bench: Workbench; project: Project }, given: GivenInputs) {
  const { db } = bench;
  const newest = async (kind: RunKind, first: string): Promise<Run> => {
    const [run] = await listRuns(db, { projectId: project.id, kind, status: "succeeded", limit: 1 });
    if (run) return run;
    throw new DataError(
      `project ${project.slug}: expected a finished ${kind} run, found none; run rlhf ${first} first`,
    );
  };
  const policy = async (name: string | undefined, kind: RunKind, first: string): Promise<string> =>
    name === undefined
      ? Policy.parse((await newest(kind, first)).result).policyVersionId
      : (await findPolicy(db, { projectId: project.id, name })).id;
  return {
    base: () => policy(given.policy, "pretrain", "pretrain"),
    tuned: () => policy(given.policy, "sft", "sft"),
    baseline: () => policy(given.baseline, "sft", "sft"),
    candidate: () => policy(given.policy, "ppo", "train-ppo"),
    rewardModel: async () =>
      given.rewardModel ?? RewardModel.parse((await newest("reward", "train-reward")).result).rewardModelVersionId,
    batch: async () => given.batch ?? Batch.parse((await newest("label", "label")).result).batchId,
    snapshot: async () => {
      const run =
        given.snapshot === undefined ? await newest("snapshot", "snapshot") : await findRun(db, given.snapshot);
      return { ...Snapshot.parse(run.result), runId: run.id };
    },
    generated: async () => {
      const run =
        given.generated === undefined ? await newest("generate", "generate") : await findRun(db, given.generated);
      return { ...Generated.parse(run.result), runId: run.id };
    },
  };
}
