import { ConfigError, DataError, type LoopConfig } from "@rlhf/domain";
import { filesSource } from "./files";
import { harbortownSource } from "./harbortown";
import type { Source, SourcePrompt } from "./source";

/**
 * The source that the config names, fit for a whole loop unless it is only to be read (`use: "reading"`: import, export).
 * @throws DataError when a file cannot be used or has too few prompts, ConfigError when prompts leave no room for answers.
 */
export async function openSource(
  config: LoopConfig,
  { use = "loop" }: { use?: "loop" | "reading" } = {},
): Promise<Source> {
  const source = config.world ? harbortownSource(config.world, config.model) : await filesSource(config);
  if (use === "loop") {
    assertSplits(source);
    assertRoom(source, config);
  }
  return source;
}

/** Training, then validation of the reward model, then the comparison ask prompts that the stages before did not see. */
function assertSplits({ prompts }: Source): void {
  const count = (split: SourcePrompt["split"]) => prompts.filter((p) => p.split === split).length;
  if (count("train") > 0 && count("test") > 0) return;
  throw new DataError(
    `data: expected prompts for training and for the comparison (split by hash), got ${count("train")} and ` +
      `${count("test")} of ${prompts.length}; give more prompts`,
  );
}

/** Sampling would refuse the longest prompt, but only hours later. */
function assertRoom({ prompts }: Source, { model, generate, ppo }: LoopConfig): void {
  const longest = prompts.reduce((max, p) => Math.max(max, p.tokens.length), 0);
  const answer = Math.max(generate.maxNewTokens, ppo.responseLength);
  if (longest + answer <= model.nCtx) return;
  throw new ConfigError(
    `model.nCtx: expected room for the longest prompt and answer, ${longest} + ${answer} tokens, got ${model.nCtx}; raise it, ` +
      `or lower generate.maxNewTokens, ppo.responseLength or data.maxPromptTokens`,
  );
}
