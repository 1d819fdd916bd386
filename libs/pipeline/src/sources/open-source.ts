import { ConfigError, type LoopConfig } from "@rlhf/domain";
import { filesSource } from "./files";
import { harbortownSource } from "./harbortown";
import type { Source } from "./source";

/**
 * The source that the config names.
 * @throws DataError when a file of the user's cannot be used, ConfigError when its prompts leave no room for answers.
 */
export async function openSource(config: LoopConfig): Promise<Source> {
  const source = config.world ? harbortownSource(config.world, config.model) : await filesSource(config);
  assertRoom(source, config);
  return source;
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
