import { parseJson } from "@rlhf/domain";
import { readNumber } from "@rlhf/ui";
import type { FormField } from "./form-types";

/** A setting as it stands in its field. */
export const toText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));

/** What was typed into a field as the setting's value, or the sentence that says what was expected. */
export function readField(field: FormField, text: string): { value: unknown } | { error: string } {
  if (field.kind === "integer" || field.kind === "number") return readNumber(text, ruleOf(field));
  if (field.kind === "boolean") return { value: text === "true" };
  if (field.kind === "choice" || typeof field.default === "string") return { value: text };
  try {
    return { value: parseJson(text) };
  } catch {
    return { error: `expected JSON as in ${JSON.stringify(field.default)}` };
  }
}

function ruleOf({ kind, min, max, exclusiveMin }: FormField) {
  return {
    whole: kind === "integer",
    ...(max !== null && { max }),
    ...(min !== null && (exclusiveMin ? { above: min } : { min })),
  };
}

/** Unit, bounds and default in one line. */
export function noteOf(field: FormField, base: unknown): string {
  const { min, max, exclusiveMin } = field;
  const low = min === null ? "" : exclusiveMin ? `above ${min}` : `at least ${min}`;
  const high = max === null ? "" : `at most ${max}`;
  return [[low, high].filter(Boolean).join(", "), `default ${toText(base)}`].filter(Boolean).join(" · ");
}
