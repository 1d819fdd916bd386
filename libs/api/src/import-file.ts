import type { Artifacts } from "@rlhf/artifacts";
import {
  detectFormat,
  promptText,
  readRecords,
  splitOf,
  trlLine,
  type Content,
  type DataFile,
  type DataRecord,
  type ReadEvent,
} from "@rlhf/datasets";
import { ensurePromptSet, type Db } from "@rlhf/db";
import { recordImport, storePrompts } from "@rlhf/db/workbench";
import { DataError, newId, type Message } from "@rlhf/domain";
import { createHash } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

export const IMPORT_KINDS = ["prompt", "demonstration", "comparison"] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

const SHOWN = 20;
const ERRORS_TOLD = 100;
const PORTION = 500;
/** Shares of prompts that no training stage sees: as the pipeline splits a user's files. */
const HELD = { val: 0.1, test: 0.2 };

export const ImportReport = z.strictObject({
  /** What the rows were read as; null when the format is none that can be imported. */
  kind: z.enum(IMPORT_KINDS).nullable(),
  /** What the first row looks like, in the words of the format's makers; null for none that is known. */
  format: z.string().nullable(),
  /** Rows that can be used and came once. */
  rows: z.int(),
  duplicates: z.int(),
  refused: z.int(),
  /** The first hundred rows that were refused. */
  errors: z.array(z.strictObject({ line: z.int(), reason: z.string() })),
  /** The first rows as they were understood. */
  preview: z.array(z.record(z.string(), z.unknown())),
  /** Rows that were new: of prompts those new to the set, of other files all or none. Null for a preview. */
  added: z.int().nullable(),
  /** Rows whose content was here before. */
  known: z.int().nullable(),
  /** Null for a preview. */
  snapshotId: z.uuid().nullable(),
  version: z.int().nullable(),
});
export type ImportReport = z.infer<typeof ImportReport>;

type Upload = DataFile;
type Asked = ImportKind | "auto";
type Target = { projectId: string; kind: ImportKind; datasetName: string; createdBy: string };

/** What a file holds, without keeping any of it. Reads the whole file: every bad row is counted. */
export async function previewFile(upload: Upload, asked: Asked): Promise<ImportReport> {
  const { kind, format, file } = await recognise(upload, asked);
  const report = emptyReport(kind, format);
  if (kind === null) {
    for await (const _ of file.bytes); // taken whole all the same: a browser that still sends would report a cut line
    return report;
  }
  for await (const event of readRecords(file, kind)) note(report, event);
  return report;
}

/** The kind that was asked for, or for "auto" the one that the first row shows. */
async function recognise(upload: Upload, asked: Asked) {
  const { found, file } = await detectFormat(upload);
  const detected = IMPORT_KINDS.find((kind) => kind === found?.kind) ?? null;
  return { kind: asked === "auto" ? detected : asked, format: found?.format ?? null, file };
}

/**
 * Keeps the good rows of a file as TRL lines, as they stream in; prompts become rows of a prompt set as well. The same rows
 * again are the same version.
 * @throws DataError when no row can be used.
 */
export async function importFile(
  to: { db: Db; artifacts: Artifacts },
  upload: Upload,
  target: Target,
): Promise<ImportReport> {
  const { format, file } = await recognise(upload, target.kind);
  const folder = path.join(to.artifacts.root, "imports");
  await mkdir(folder, { recursive: true });
  const temporary = path.join(folder, `${newId()}.part`);
  const handle = await open(temporary, "wx", 0o600);
  const report = emptyReport(target.kind, format);
  try {
    const hash = createHash("sha256");
    const prompts = promptWriter(to.db, target);
    for await (const event of readRecords(file, target.kind)) {
      note(report, event);
      if (event.kind !== "record") continue;
      const line = trlLine(event.record);
      hash.update(line);
      await handle.write(line);
      await prompts.add(event.record);
    }
    if (report.rows === 0)
      throw new DataError(`${file.name}: expected rows of kind ${target.kind}, found none that can be used`);
    const newPrompts = await prompts.finish();
    await handle.sync();
    const sha256 = hash.digest("hex");
    await rename(temporary, importPath(to.artifacts, sha256));
    const { fresh, ...made } = await record(to.db, { file, target, sha256, report });
    const added = newPrompts ?? (fresh ? report.rows : 0);
    return { ...report, ...made, added, known: report.rows - added };
  } finally {
    await handle.close();
    await rm(temporary, { force: true });
  }
}

/** Where the rows of an import lie. Beside the blobs, whose garbage is what no checkpoint names. */
export const importPath = ({ root }: Artifacts, sha256: string): string =>
  path.join(root, "imports", `${sha256}.jsonl`);

async function record(
  db: Db,
  { file, target, sha256, report }: { file: Upload; target: Target; sha256: string; report: ImportReport },
): Promise<{ snapshotId: string; version: number; fresh: boolean }> {
  const { projectId, kind, datasetName, createdBy } = target;
  const query = { file: file.name, duplicates: report.duplicates, refused: report.refused };
  const made = await recordImport(db, {
    projectId,
    kind,
    name: datasetName,
    rows: report.rows,
    sha256,
    query,
    createdBy,
  });
  return { snapshotId: made.id, version: made.version, fresh: made.fresh };
}

const emptyReport = (kind: ImportKind | null, format: string | null): ImportReport => {
  const counts = { rows: 0, duplicates: 0, refused: 0, added: null, known: null };
  return { kind, format, ...counts, errors: [], preview: [], snapshotId: null, version: null };
};

function note(report: ImportReport, event: ReadEvent<DataRecord>): void {
  if (event.kind === "record") {
    report.rows++;
    if (report.preview.length < SHOWN) report.preview.push({ ...event.record });
  } else if (event.kind === "duplicate") report.duplicates++;
  else {
    report.refused++;
    if (report.errors.length < ERRORS_TOLD) report.errors.push({ line: event.line, reason: event.reason });
  }
}

/** Stores prompts in portions, each with the split of its hash; does nothing for other kinds. */
function promptWriter(db: Db, { projectId, kind, datasetName }: Target) {
  let waiting: Content[] = [];
  let added = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    const set = await ensurePromptSet(db, { projectId, name: datasetName });
    const rows = waiting.map((prompt) => ({ messages: asMessages(prompt), split: splitOf(promptText(prompt), HELD) }));
    waiting = [];
    added += (await storePrompts(db, set, rows)).added;
  };
  return {
    /** How many prompts were new; null for other kinds. */
    finish: async () => {
      await flush();
      return kind === "prompt" ? added : null;
    },
    add: async (record: DataRecord) => {
      if (kind !== "prompt" || !("prompt" in record)) return;
      waiting.push(record.prompt);
      if (waiting.length >= PORTION) await flush();
    },
  };
}

function asMessages(prompt: Content): Message[] {
  if (typeof prompt === "string") return [{ role: "user", content: prompt }];
  return prompt.map(({ role, content }) => {
    if (role === "tool") throw new DataError("prompts: expected system, user and assistant turns, got a tool's");
    return { role, content };
  });
}
