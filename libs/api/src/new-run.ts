import type { createRun } from "@rlhf/db";
import { ConfigError, LoopConfig, mergeConfig, parseConfig, Preset, PRESETS, type Run } from "@rlhf/domain";
import { z } from "zod";
import manifest from "../../../package.json" with { type: "json" };
import { Json } from "./routers/shapes";

/** A whole loop: a preset, and what to change of it, as in a config file. */
export const NewRun = z.strictObject({
  projectId: z.uuid(),
  name: z.string().trim().min(1).max(120),
  preset: Preset.default("quick"),
  settings: Json.default({}),
  seed: z.int().min(0).default(1),
});

type Creation = Parameters<typeof createRun>[1];
type Asked = z.infer<typeof NewRun> | { from: Run; name: string; settings: Record<string, unknown>; seed?: number };

/**
 * The row of a run that was asked for, with its resolved config.
 * @throws ConfigError naming every setting that is refused, or when the run to fork is no loop.
 */
export function resolveNewRun(asked: Asked): Creation {
  const common = { name: asked.name, kind: "pipeline", codeVersion: manifest.version } as const;
  refuseFiles(asked.settings);
  if ("from" in asked) {
    const { from, settings, seed } = asked;
    if (from.kind !== "pipeline")
      throw new ConfigError(`fork: expected a whole loop, got a run of the stage ${from.kind}`);
    const loop = parseConfig(LoopConfig, mergeConfig(from.config.loop, settings), "settings");
    const { projectId, inputs } = from;
    return { ...common, projectId, inputs: { ...inputs, forkOf: from.id }, config: { loop }, seed: seed ?? from.seed };
  }
  const { projectId, preset, settings, seed } = asked;
  const loop = parseConfig(LoopConfig, mergeConfig(PRESETS[preset], settings), "settings");
  return { ...common, projectId, inputs: { preset }, config: { loop }, seed };
}

/** Paths are for whoever has the machine; over the network they would read any file of the server. */
function refuseFiles(settings: Record<string, unknown>): void {
  if (settings.data !== undefined)
    throw new ConfigError(
      "settings: expected no data files over the network; start such a loop with rlhf loop on the machine",
    );
}
