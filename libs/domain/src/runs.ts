import { z } from "zod";

export const RunKind = z.enum([
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
]);
export type RunKind = z.infer<typeof RunKind>;

export const RunStatus = z.enum(["queued", "running", "paused", "succeeded", "failed", "cancelled"]);
export type RunStatus = z.infer<typeof RunStatus>;

/** What someone asked a run to do; it answers within one step. */
export const RunRequest = z.enum(["none", "pause", "cancel"]);
export type RunRequest = z.infer<typeof RunRequest>;

/** A job's payload: everything else lives in the run's row. */
export const JobPayload = z.strictObject({ v: z.literal(1), runId: z.uuid() });
export type JobPayload = z.infer<typeof JobPayload>;

export const Backend = z.enum(["native", "tensorflow", "wasm", "cpu"]);
export type Backend = z.infer<typeof Backend>;
export const Precision = z.enum(["float32", "bfloat16"]);
export type Precision = z.infer<typeof Precision>;
