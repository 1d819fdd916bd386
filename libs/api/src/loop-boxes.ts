import type { LoopCounts } from "@rlhf/db/workbench";
import { z } from "zod";

export const LOOP_BOXES = [
  "prompts",
  "generations",
  "comparisons",
  "judgments",
  "reward_model",
  "ppo",
  "policy",
  "evaluation",
] as const;
type Name = (typeof LOOP_BOXES)[number];

/** `troubled`: the newest run of this stage failed or is paused. */
const BoxState = z.enum(["empty", "ready", "working", "waiting", "troubled"]);
export const NextAction = z.enum([
  "import_prompts",
  "start_loop",
  "create_batch",
  "label",
  "train_reward_model",
  "train_policy",
  "evaluate",
  "compare",
  "open_runs",
  "browse",
]);
export const LoopBox = z.strictObject({
  name: z.enum(LOOP_BOXES),
  count: z.int(),
  /** A second figure and what it counts, where one helps. */
  detail: z.strictObject({ value: z.number(), of: z.string() }).nullable(),
  state: BoxState,
  action: NextAction,
});
export type LoopBox = z.infer<typeof LoopBox>;

type Stage = { kind: string; running: number; queued: number; troubled: number };

/** What each box of the loop shows, and the one thing to do there next. */
export function loopBoxes(counts: LoopCounts, stages: readonly Stage[]): LoopBox[] {
  const box = (name: Name, kinds: readonly string[], rest: Omit<LoopBox, "name" | "state">): LoopBox => ({
    name,
    ...rest,
    state: stateOf(
      stages.filter((stage) => kinds.includes(stage.kind)),
      rest.count,
    ),
  });
  const none = { detail: null };
  const { judgments, prompts, generations, comparisons, rewardModels, rewardAccuracy } = counts;
  return [
    box("prompts", [], { ...none, count: prompts, action: prompts === 0 ? "import_prompts" : "browse" }),
    box("generations", ["generate", "best_of_n"], {
      ...none,
      count: generations,
      action: generations === 0 ? "start_loop" : "create_batch",
    }),
    box("comparisons", [], {
      count: comparisons,
      detail: { value: counts.waitingForPeople, of: "waiting for people" },
      action: counts.waitingForPeople > 0 ? "label" : "create_batch",
    }),
    box("judgments", ["label"], {
      count: judgments,
      detail: { value: counts.judgmentsSinceSnapshot, of: "since the last snapshot" },
      action: counts.waitingForPeople > 0 ? "label" : "browse",
    }),
    box("reward_model", ["reward", "snapshot"], {
      count: rewardModels,
      detail: rewardAccuracy === null ? null : { value: rewardAccuracy, of: "accuracy of the newest" },
      action: judgments > 0 ? "train_reward_model" : "label",
    }),
    box("ppo", ["ppo", "dpo"], {
      ...none,
      count: counts.ppoRuns,
      action: rewardModels > 0 ? "train_policy" : "open_runs",
    }),
    box("policy", ["pretrain", "sft"], {
      count: counts.policyVersions,
      detail: { value: counts.trainedPolicies, of: "trained with PPO" },
      action: counts.trainedPolicies > 0 ? "evaluate" : "open_runs",
    }),
    box("evaluation", ["evaluate"], {
      ...none,
      count: counts.evaluations,
      action: counts.evaluations > 0 ? "compare" : "evaluate",
    }),
  ];
}

function stateOf(stages: readonly Stage[], count: number): z.infer<typeof BoxState> {
  if (stages.some((stage) => stage.running > 0)) return "working";
  if (stages.some((stage) => stage.troubled > 0)) return "troubled";
  if (stages.some((stage) => stage.queued > 0)) return "waiting";
  return count === 0 ? "empty" : "ready";
}
