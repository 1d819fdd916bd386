import { isStageKind, RunKind, STAGE_RUNS, type StageInput } from "@rlhf/domain";
import type { NewRunKind, StageName } from "./form-types";

export const NEW_KINDS: readonly { value: NewRunKind; text: string; about: string }[] = [
  {
    value: "pipeline",
    text: "Whole loop",
    about: "Every stage, from the first text to the evaluation of the new policy.",
  },
  { value: "pretrain", text: "Pre-train", about: "A language model from random weights, on the text of a loop." },
  { value: "sft", text: "Fine-tune", about: "A policy learns to answer as demonstrated." },
  { value: "generate", text: "Generate", about: "A policy answers each prompt twice: the pairs that are judged." },
  {
    value: "label",
    text: "Simulate labels",
    about: "Simulated annotators judge pairs; only in a world that knows the truth.",
  },
  { value: "snapshot", text: "Snapshot", about: "Freezes the judgments of a batch as the data of a reward model." },
  { value: "reward", text: "Reward model", about: "Learns from a snapshot to score answers as people would." },
  { value: "ppo", text: "PPO", about: "Raises the score of a policy while it stays near where it began." },
  {
    value: "best_of_n",
    text: "Best of n",
    about: "The reward model's pick among n answers: the yardstick beside PPO.",
  },
  {
    value: "evaluate",
    text: "Evaluate",
    about: "Two policies answer the same held-out prompts, and a judge compares them.",
  },
];

/** The kind that an address names; a whole loop for none or an unknown one. */
export function kindFrom(text: string | null): NewRunKind {
  const kind = RunKind.safeParse(text).data;
  return kind !== undefined && isStageKind(kind) ? kind : "pipeline";
}

const LOOP_STAGES: readonly StageName[] = [
  "world",
  "tokenizer",
  "model",
  "pretrain",
  "sft",
  "generate",
  "label",
  "reward",
  "ppo",
  "evaluate",
];

/** The stages whose settings a run of this kind has. A loop on files has no world. */
export function stagesOf(kind: NewRunKind, { files }: { files: boolean }): readonly StageName[] {
  if (kind !== "pipeline") return STAGE_RUNS[kind].settings;
  return files ? LOOP_STAGES.filter((stage) => stage !== "world") : LOOP_STAGES;
}

export const inputsOf = (kind: NewRunKind): readonly StageInput[] =>
  kind === "pipeline" ? [] : STAGE_RUNS[kind].inputs;
