import { createHash } from "node:crypto";
import { z } from "zod";
import { Content } from "./content";

const sameForm = (...parts: Content[]) => new Set(parts.map((part) => typeof part)).size === 1;
const ONE_FORM = "expected all texts or all conversations, got both";

export const TextRecord = z.object({ text: z.string() });
export const PromptRecord = z.object({ prompt: Content });
export const DemonstrationRecord = z
  .object({ prompt: Content, completion: Content })
  .refine((r) => sameForm(r.prompt, r.completion), ONE_FORM);
export const ComparisonRecord = z
  .object({ prompt: Content, chosen: Content, rejected: Content, margin: z.number().optional() })
  .refine((r) => sameForm(r.prompt, r.chosen, r.rejected), ONE_FORM)
  .refine((r) => JSON.stringify(r.chosen) !== JSON.stringify(r.rejected), "expected two answers, got the same twice");
export const RatedRecord = z
  .object({ prompt: Content, completion: Content, label: z.boolean() })
  .refine((r) => sameForm(r.prompt, r.completion), ONE_FORM);

/** TRL: language modeling. */
export type TextRecord = z.infer<typeof TextRecord>;
/** TRL: prompt-only. */
export type PromptRecord = z.infer<typeof PromptRecord>;
/** TRL: prompt-completion. */
export type DemonstrationRecord = z.infer<typeof DemonstrationRecord>;
/** TRL: preference with an explicit prompt. */
export type ComparisonRecord = z.infer<typeof ComparisonRecord>;
/** TRL: unpaired preference. */
export type RatedRecord = z.infer<typeof RatedRecord>;

export type RecordOf = {
  text: TextRecord;
  prompt: PromptRecord;
  demonstration: DemonstrationRecord;
  comparison: ComparisonRecord;
  rated: RatedRecord;
};
export type RecordKind = keyof RecordOf;
export type DataRecord = RecordOf[RecordKind];

/** Keys in one order, whatever order they came in. */
const KEYS = ["text", "prompt", "completion", "chosen", "rejected", "margin", "label", "role", "content"];

/** One line of TRL JSONL, newline included; the reader of its kind gives the same record back. */
export function trlLine(record: DataRecord): string {
  return `${canonicalJson(record)}\n`;
}

/** SHA-256 of the content, hexadecimal: equal for equal records in any file, format or key order. */
export function contentSha256(record: DataRecord): string {
  return createHash("sha256").update(canonicalJson(record)).digest("hex");
}

const canonicalJson = (record: DataRecord): string => JSON.stringify(ordered(record));

/** What JSON.stringify(record, KEYS) writes; its list of keys costs twice this copy, and a file has 100,000 rows. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of KEYS) if (value[key] !== undefined) copy[key] = ordered(value[key]);
  return copy;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
