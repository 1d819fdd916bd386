import { z } from "zod";
import type { RunKind } from "../runs";
import type { LoopConfig } from "./loop";

/** What a stage that runs by itself works on: rows of the project, named by id. */
export const StageInput = z.enum([
  "loop",
  "policyVersionId",
  "baselineId",
  "candidateId",
  "rewardModelVersionId",
  "snapshotId",
  "batchId",
  "generateRunId",
]);
export type StageInput = z.infer<typeof StageInput>;

type StagePlan = { settings: readonly (keyof LoopConfig)[]; inputs: readonly StageInput[] };

/**
 * The stages that can run by themselves. `settings`: the parts of a loop's config that are its own; the rest (world or
 * data, tokenizer, model) is taken over from the loop that its input `loop` names.
 */
export const STAGE_RUNS = {
  pretrain: { settings: ["model", "pretrain"], inputs: ["loop"] },
  sft: { settings: ["sft"], inputs: ["loop", "policyVersionId"] },
  generate: { settings: ["generate", "label"], inputs: ["loop", "policyVersionId"] },
  label: { settings: ["label"], inputs: ["loop", "generateRunId"] },
  snapshot: { settings: [], inputs: ["loop", "batchId"] },
  reward: { settings: ["reward"], inputs: ["loop", "policyVersionId", "snapshotId"] },
  ppo: { settings: ["ppo"], inputs: ["loop", "policyVersionId", "rewardModelVersionId"] },
  best_of_n: { settings: ["evaluate", "generate"], inputs: ["loop", "policyVersionId", "rewardModelVersionId"] },
  evaluate: {
    settings: ["evaluate", "generate"],
    inputs: ["loop", "baselineId", "candidateId", "rewardModelVersionId"],
  },
} as const satisfies Partial<Record<RunKind, StagePlan>>;
export type StageKind = keyof typeof STAGE_RUNS;

export const isStageKind = (kind: RunKind): kind is StageKind => kind in STAGE_RUNS;

/** The stored inputs of a stage that was queued by itself; which of them it has is in STAGE_RUNS. */
export const StageInputs = z.partialRecord(StageInput, z.uuid());
export type StageInputs = z.infer<typeof StageInputs>;
