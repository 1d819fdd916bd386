import { LoopConfig, parseConfig, type Run } from "@rlhf/domain";
import { z } from "zod";

const Stored = z.object({ loop: z.unknown().optional() });

/** The loop that a pipeline run is stored with. @throws ConfigError when it is none of this version. */
export function loopConfigOf(run: Pick<Run, "id" | "config">): LoopConfig {
  return parseConfig(LoopConfig, Stored.parse(run.config).loop, `config of run ${run.id}`);
}
