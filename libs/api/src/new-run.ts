import type { Artifacts } from "@rlhf/artifacts";
import type { createRun, Db } from "@rlhf/db";
import { importedFiles } from "@rlhf/db/workbench";
import {
  ConfigError,
  LoopConfig,
  mergeConfig,
  parseConfig,
  Preset,
  PRESETS,
  StageInputs,
  type Run,
} from "@rlhf/domain";
import { z } from "zod";
import manifest from "../../../package.json" with { type: "json" };
import { importPath } from "./import-file";
import { resolveNewStage, STAGE_KINDS } from "./new-stage";
import { Json } from "./routers/shapes";

/** A whole loop, or one of its stages on `inputs`: a preset, and what to change of it, as in a config file. */
export const NewRun = z.strictObject({
  projectId: z.uuid(),
  kind: z.enum(["pipeline", ...STAGE_KINDS]).default("pipeline"),
  name: z.string().trim().min(1).max(120),
  preset: Preset.default("quick"),
  /** Of a stage: the rows that it works on; a loop has none. */
  inputs: StageInputs.default({}),
  settings: Json.default({}),
  seed: z.int().min(0).default(1),
});

type Creation = Parameters<typeof createRun>[1];
type Asked = z.infer<typeof NewRun> | { from: Run; name: string; settings: Record<string, unknown>; seed?: number };

/**
 * The row of a run that was asked for, with its resolved config.
 * @throws ConfigError naming every setting that is refused, or when the run to fork is no loop.
 */
export async function resolveNewRun(at: { db: Db; artifacts: Artifacts }, asked: Asked): Promise<Creation> {
  const common = { name: asked.name, kind: "pipeline", codeVersion: manifest.version } as const;
  if ("from" in asked) {
    const { from, settings, seed } = asked;
    if (from.kind !== "pipeline")
      throw new ConfigError(`fork: expected a whole loop, got a run of the stage ${from.kind}`);
    refuseFiles(settings);
    const loop = parseConfig(LoopConfig, mergeConfig(from.config.loop, settings), "settings");
    const { projectId, inputs } = from;
    return { ...common, projectId, inputs: { ...inputs, forkOf: from.id }, config: { loop }, seed: seed ?? from.seed };
  }
  const { kind, inputs, ...loop } = asked;
  if (kind !== "pipeline") return resolveNewStage(at.db, { ...asked, kind });
  if (Object.keys(inputs).length > 0) throw new ConfigError("inputs: expected none for a whole loop, got some");
  const { projectId, preset, settings, seed } = loop;
  const { data, ...others } = settings;
  if (data === undefined) {
    const loop = parseConfig(LoopConfig, mergeConfig(PRESETS[preset], settings), "settings");
    return { ...common, projectId, inputs: { preset }, config: { loop }, seed };
  }
  const { world: _world, ...stages } = PRESETS[preset]; // a loop has a world or data, never both
  const imports = ImportedData.parse(data);
  const files = await pathsOf(at, { projectId, imports });
  const config = mergeConfig(stages, { tokenizer: { kind: "bpe" } }, others, { data: files });
  return {
    ...common,
    projectId,
    inputs: { preset, imports },
    config: { loop: parseConfig(LoopConfig, config, "settings") },
    seed,
  };
}

/** `settings.data` over the network: imported files by their snapshot's id, never a path. */
const ImportedData = z.strictObject({
  demonstrations: z.array(z.uuid()).default([]),
  comparisons: z.array(z.uuid()).default([]),
  prompts: z.array(z.uuid()).default([]),
  maxPromptTokens: z.int().positive().optional(),
});
const KIND_OF = { demonstrations: "demonstration", comparisons: "comparison", prompts: "prompt" } as const;

async function pathsOf(
  { db, artifacts }: { db: Db; artifacts: Artifacts },
  { projectId, imports }: { projectId: string; imports: z.infer<typeof ImportedData> },
): Promise<Record<string, unknown>> {
  const { demonstrations, comparisons, prompts, ...rest } = imports;
  const wanted = { demonstrations, comparisons, prompts };
  const known = new Map(
    (await importedFiles(db, projectId, [...demonstrations, ...comparisons, ...prompts])).map((file) => [
      file.id,
      file,
    ]),
  );
  const paths = (key: keyof typeof wanted) =>
    wanted[key].map((id) => {
      const file = known.get(id);
      if (file?.kind !== KIND_OF[key])
        throw new ConfigError(`data.${key}: expected an import of this project, got ${id}`);
      return importPath(artifacts, file.sha256);
    });
  return {
    ...rest,
    demonstrations: paths("demonstrations"),
    comparisons: paths("comparisons"),
    prompts: paths("prompts"),
  };
}

/** Paths are for whoever has the machine; over the network they would read any file of the server. */
export function refuseFiles(settings: Record<string, unknown>): void {
  if (settings.data !== undefined)
    throw new ConfigError("settings.data: expected no files here; start a new loop with imported files instead");
}
