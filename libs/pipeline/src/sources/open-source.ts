import type { LoopConfig } from "@rlhf/domain";
import { filesSource } from "./files";
import { harbortownSource } from "./harbortown";
import type { Source } from "./source";

/** The source that the config names. @throws DataError when a file of the user's cannot be used. */
export async function openSource(config: LoopConfig): Promise<Source> {
  if (config.world) return harbortownSource(config.world, config.model);
  return filesSource(config);
}
