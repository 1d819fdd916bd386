import { z } from "zod";

export const IMPORT_KINDS = ["prompt", "demonstration", "comparison"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** What /api/files/import answers; libs/api/src/import-file.ts says what each field means. */
export const ImportReport = z.object({
  kind: z.enum(IMPORT_KINDS).nullable(),
  format: z.string().nullable(),
  rows: z.int(),
  duplicates: z.int(),
  refused: z.int(),
  errors: z.array(z.object({ line: z.int(), reason: z.string() })),
  preview: z.array(z.record(z.string(), z.unknown())),
  added: z.int().nullable(),
  known: z.int().nullable(),
  snapshotId: z.uuid().nullable(),
  version: z.int().nullable(),
});
export type ImportReport = z.infer<typeof ImportReport>;

export const Refusal = z.object({ error: z.object({ message: z.string() }) });

/** A field of a row as text: a text as it stands, a conversation as its turns. */
export function fieldText(value: unknown): string {
  if (typeof value === "string") return value;
  const turns = z.array(z.object({ role: z.string(), content: z.string() })).safeParse(value);
  if (turns.success) return turns.data.map(({ role, content }) => `${role}: ${content}`).join("\n");
  return value === undefined ? "" : JSON.stringify(value);
}
