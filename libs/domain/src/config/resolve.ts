import type { z } from "zod";
import { ConfigError } from "../errors";
import { escapeControls, parseJson } from "../json";

type Json = null | boolean | number | string | Json[] | Tree;
type Tree = { [key: string]: Json | undefined };

// A hostile file has a million faults; a person reads a few.
const MAX_FAULTS = 20;
const MAX_TEXT = 200;
const MAX_PATH = 16; // parts of a dotted key; the schema has three levels

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/** Later sources win key by key; arrays are replaced whole. */
export function mergeConfig(...sources: readonly unknown[]): Tree {
  const merged = new Map<string, Json | undefined>();
  for (const source of sources) {
    if (!isTree(source)) continue;
    for (const [key, value] of Object.entries(source)) {
      merged.set(key, isTree(value) ? mergeConfig(merged.get(key), value) : value);
    }
  }
  return Object.fromEntries(merged); // not by assignment: a key __proto__ stays a key, and is refused as one
}

/** `ppo.klCoef=0.2` as a config tree; the value is JSON, or a string when it is not. @throws ConfigError without a "=". */
export function parseSetting(assignment: string): Tree {
  const at = assignment.indexOf("=");
  if (at < 1)
    throw new ConfigError(`--set: expected key=value, got "${assignment}"; for example --set ppo.klCoef=0.05`);
  const path = assignment.slice(0, at).split(".");
  if (path.length > MAX_PATH)
    throw new ConfigError(
      `--set: expected a key of at most ${MAX_PATH} parts, got ${path.length}; for example ppo.klCoef`,
    );
  const text = assignment.slice(at + 1);
  return path.reduceRight<Json>((value, key) => ({ [key]: value }), jsonOrText(text)) as Tree;
}

function jsonOrText(text: string): Json {
  try {
    return parseJson(text) as Json;
  } catch {
    return text; // a bare word such as ppo.klController=adaptive
  }
}

/** Parses a config; every problem becomes one line: key, what was expected, what came, and the nearest name. */
export function parseConfig<T extends z.ZodType>(schema: T, input: unknown, where: string): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.slice(0, MAX_FAULTS).flatMap((issue) => describeIssue(issue, schema, input));
  const more = parsed.error.issues.length - MAX_FAULTS;
  throw new ConfigError(escapeControls(`${where}: ${lines.join("; ")}${more > 0 ? `; and ${more} more` : ""}`));
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType, input: unknown): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, path);
    const lines = issue.keys.slice(0, MAX_FAULTS).map((key) => {
      const near = nearestName(key, known);
      const hint = near === null ? `expected one of ${known.join(", ")}` : `did you mean ${[...path, near].join(".")}?`;
      return `${[...path, cut(key)].join(".")}: unknown key; ${hint}`;
    });
    const more = issue.keys.length - MAX_FAULTS;
    return more > 0 ? [...lines, `and ${more} more unknown keys`] : lines;
  }
  const came = path.reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), input);
  const got = came === undefined ? "nothing" : cut(JSON.stringify(came));
  return [`${path.join(".") || "config"}: ${issue.message.replace(/^Invalid input: /, "")}, got ${got}`];
}

const cut = (text: string): string => (text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`);

type ZodNode = { shape?: Record<string, unknown>; def?: { innerType?: unknown } };

function knownKeys(schema: z.ZodType, path: string[]): string[] {
  let node: ZodNode | undefined = unwrap(schema as ZodNode);
  for (const key of path) node = unwrap(node?.shape?.[key] as ZodNode | undefined);
  return Object.keys(node?.shape ?? {});
}

function unwrap(node: ZodNode | undefined): ZodNode | undefined {
  let inner = node;
  while (inner && !inner.shape && inner.def?.innerType) inner = inner.def.innerType as ZodNode;
  return inner;
}

/** The closest of `names` by edit distance, or null when none is near. */
export function nearestName(name: string, names: readonly string[]): string | null {
  if (name.length > MAX_TEXT) return null;
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.ceil(name.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** JSON with sorted keys, so that equal values have equal text (and one hash). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isTree(value)) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  const parts = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`);
  return `{${parts.join(",")}}`;
}
