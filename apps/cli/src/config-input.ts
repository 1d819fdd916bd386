import {
  ConfigError,
  LoopConfig,
  mergeConfig,
  parseConfig,
  parseJson,
  parseSetting,
  Preset,
  PRESETS,
} from "@rlhf/domain";
import { readFileSync } from "node:fs";
import path from "node:path";

/** Where a loop's config comes from, with a name for the report: a preset's own, or the file's. */
export type ConfigSource = { name: string; tree: unknown };

/** A preset by its name, or a JSON file whose relative data paths are taken from the file's folder. */
export function readConfigSource(given: string): ConfigSource {
  const preset = Preset.safeParse(given);
  if (preset.success) return { name: preset.data, tree: PRESETS[preset.data] };
  return { name: path.basename(given, ".json"), tree: anchorPaths(readJson(given), path.dirname(path.resolve(given))) };
}

/** Source < --set. @throws ConfigError naming key, expected, got and the nearest name. */
export function resolveLoopConfig(source: ConfigSource, settings: readonly string[]): LoopConfig {
  return parseConfig(LoopConfig, mergeConfig(source.tree, ...settings.map(parseSetting)), source.name);
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const presets = Preset.options.join(", ");
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`--config ${file}: expected a readable file or one of ${presets}, got ${why}`, { cause });
  }
  return parseConfigText(text, `--config ${file}`);
}

const MAX_CHARACTERS = 1 << 18; // every key of the schema with a comment's worth of text takes a twentieth

/** The JSON of a config file. @throws ConfigError when it is empty, far too long, or not JSON. */
export function parseConfigText(text: string, where: string): unknown {
  if (text.trim() === "") throw new ConfigError(`${where}: expected a JSON object, got an empty file`);
  if (text.length > MAX_CHARACTERS)
    throw new ConfigError(`${where}: expected at most ${MAX_CHARACTERS} characters, got ${text.length}`);
  try {
    return parseJson(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${where}: expected a JSON object, got ${why}`, { cause });
  }
}

const PATH_LISTS = ["text", "demonstrations", "comparisons", "prompts"];

function anchorPaths(tree: unknown, folder: string): unknown {
  if (!isObject(tree)) throw new ConfigError(`config: expected a JSON object with stages as keys, got ${kindOf(tree)}`);
  if (!isObject(tree.data)) return tree;
  const data = Object.fromEntries(
    Object.entries(tree.data).map(([key, value]) => {
      const isList = PATH_LISTS.includes(key) && Array.isArray(value);
      return [key, isList ? value.map((v: unknown) => (typeof v === "string" ? path.resolve(folder, v) : v)) : value];
    }),
  );
  return { ...tree, data };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
