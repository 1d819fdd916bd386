import type { RunKind, RunStatus } from "@rlhf/domain";

export const KINDS = [
  "pretrain",
  "sft",
  "generate",
  "label",
  "snapshot",
  "reward",
  "ppo",
  "dpo",
  "best_of_n",
  "evaluate",
  "pipeline",
] as const satisfies readonly RunKind[];
export const STATUSES = [
  "queued",
  "running",
  "paused",
  "succeeded",
  "failed",
  "cancelled",
] as const satisfies readonly RunStatus[];

export const isRunKind = (text: string): text is RunKind => KINDS.some((kind) => kind === text);
export const isRunStatus = (text: string): text is RunStatus => STATUSES.some((status) => status === text);
