import { mergeConfig, nearestName, parseSetting } from "@rlhf/domain";
import { readField, toText } from "./field-values";
import type { FormField, StageForm } from "./form-types";

/** What was typed into fields, by the settings' paths, and more settings as lines of `path=value`. */
export type SettingsDraft = { texts: Readonly<Record<string, string>>; lines: string };
export type Bases = (field: FormField) => unknown;
type Read = { settings: Record<string, unknown>; errors: Record<string, string>; lineErrors: string[] };

/**
 * The settings that differ from what the server would take by itself (`untold`), and an error for each that cannot be
 * read. A field that nobody touched has the value of `base`.
 */
export function readDraft(
  forms: readonly StageForm[],
  draft: SettingsDraft,
  { base, untold }: { base: Bases; untold: Bases },
): Read {
  const errors: Record<string, string> = {};
  const told = forms.flatMap(({ fields }) =>
    fields.flatMap((field) => {
      const text = draft.texts[field.path];
      const read = text === undefined ? { value: base(field) } : readField(field, text);
      if ("error" in read) errors[field.path] = read.error;
      else if (toText(read.value) !== toText(untold(field))) return [tree(field.path, read.value)];
      return [];
    }),
  );
  const { settings, lineErrors } = readLines(forms, draft.lines);
  return { settings: mergeConfig(...told, settings), errors, lineErrors };
}

/** Paths have two parts: the stage and the setting. */
function tree(path: string, value: unknown): Record<string, unknown> {
  const [stage = "", name = ""] = path.split(".");
  return { [stage]: { [name]: value } };
}

/** Lines as of `--set`: a path that no stage has is refused with the nearest one. */
export function readLines(
  forms: readonly StageForm[],
  text: string,
): { settings: Record<string, unknown>; lineErrors: string[] } {
  const known = new Map(forms.flatMap(({ fields }) => fields.map((field) => [field.path, field] as const)));
  const lineErrors: string[] = [];
  const trees = text
    .split("\n")
    .map((line) => line.trim().replace(/\s*=\s*/, "="))
    .filter((line) => line !== "")
    .flatMap((line) => {
      const wrong = wrongLine(line, known);
      if (wrong === null) return [parseSetting(line)];
      lineErrors.push(wrong);
      return [];
    });
  return { settings: mergeConfig(...trees), lineErrors };
}

function wrongLine(line: string, known: ReadonlyMap<string, FormField>): string | null {
  const at = line.indexOf("=");
  if (at < 1) return `“${line}”: expected setting=value, as in ppo.klCoef=0.05`;
  const path = line.slice(0, at);
  const field = known.get(path);
  if (field) {
    const read = readField(field, line.slice(at + 1));
    return "error" in read ? `${path}: ${read.error}` : null;
  }
  const near = nearestName(path, [...known.keys()]);
  return `${path}: there is no such setting${near === null ? "" : `; did you mean ${near}?`}`;
}

/** A server's refusal, part by part: those that begin with a known path belong to its field. */
export function errorsByPath(
  message: string,
  paths: readonly string[],
): { errors: Record<string, string>; rest: string } {
  const errors: Record<string, string> = {};
  const others = message
    .replace(/^settings: /, "")
    .split("; ")
    .filter((part) => {
      const path = paths.find((one) => part.startsWith(`${one}: `));
      if (path !== undefined) errors[path] = part.slice(path.length + 2);
      return path === undefined;
    });
  return { errors, rest: others.join("; ") };
}
