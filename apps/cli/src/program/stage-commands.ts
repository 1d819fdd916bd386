import type { Command } from "commander";
import type { StageName } from "../commands/stage";
import { configOption, jsonOption, projectOption, seedOption, setOption } from "./options";

type Input = "policy" | "baseline" | "reward-model" | "batch" | "snapshot" | "generated";

const INPUTS: Record<Input, string> = {
  policy: "policy: name, name@version or id",
  baseline: "policy to compare with: name, name@version or id",
  "reward-model": "id of a reward model version",
  batch: "id of a label batch",
  snapshot: "run that made the snapshot: id or the beginning of it",
  generated: "run that generated the pairs: id or the beginning of it",
};

const STAGES: [name: StageName, description: string, inputs: Input[]][] = [
  ["pretrain", "train a language model from random weights", []],
  ["sft", "fine-tune a policy on demonstrations", ["policy"]],
  ["generate", "write two answers of a policy to each prompt", ["policy"]],
  ["label", "let simulated annotators compare the answers", ["generated"]],
  ["snapshot", "freeze the judgments of a batch", ["batch"]],
  ["train-reward", "train a reward model on a snapshot", ["policy", "snapshot"]],
  ["train-ppo", "improve a policy against a reward model", ["policy", "reward-model"]],
  ["best-of-n", "let the reward model choose among n answers", ["policy", "reward-model"]],
  ["evaluate", "compare two policies on held-out prompts", ["policy", "baseline", "reward-model"]],
];

/** Each stage alone; what it works on is the newest of the project unless named. */
export function addStageCommands(program: Command): void {
  for (const [name, description, inputs] of STAGES) {
    const command = program
      .command(name)
      .description(description)
      .addOption(projectOption())
      .addOption(configOption())
      .addOption(seedOption())
      .addOption(setOption())
      .addOption(jsonOption());
    for (const input of inputs)
      command.option(`--${input} <id>`, `${INPUTS[input]}; default: the newest of the project`);
    command.action(async (options) => (await import("../commands/stage")).stage(name, options));
  }
}
