import { trlLine, type DataRecord } from "@rlhf/datasets";
import { ensurePromptSet, listGenerations, listOutcomes, listPrompts, readPrompts, type Db } from "@rlhf/db";
import { DataError, type Generation, type Prompt } from "@rlhf/domain";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { findProject } from "../project";
import { withDatabase } from "../session";
import { IMPORTED_PROMPTS } from "./data-import";

export type ExportOptions = { project?: string; format: "trl-preference" | "trl-prompt"; out?: string };

/** `rlhf data export`: TRL JSONL on stdout, or in a file that appears whole or not at all. */
export async function dataExport(options: ExportOptions): Promise<void> {
  await withDatabase(async (db) => {
    const project = await findProject(db, options.project);
    const read = options.format === "trl-prompt" ? promptRecords : preferenceRecords;
    const records = await read(db, project.id);
    if (records.length === 0) throw new DataError(`project ${project.slug}: expected rows to export, found none`);
    await write(records.map(trlLine), options.out);
    process.stderr.write(`${records.length} rows\n`);
  });
}

/** One row per decided judgment of people and simulated annotators; ties have no chosen answer and are left out. */
async function preferenceRecords(db: Db, projectId: string): Promise<DataRecord[]> {
  const judged = await listOutcomes(db, { projectId });
  const decided = judged.filter((o) => o.outcome !== 0.5 && (o.judgeKind === "human" || o.judgeKind === "simulated"));
  const prompts = byId(await readPrompts(db, [...new Set(decided.map((o) => o.promptId))]));
  const ids = new Set(decided.flatMap((o) => [o.generationI, o.generationJ]));
  const generations = byId(await listGenerations(db, { ids: [...ids] }));
  return decided.map((o) => {
    const [chosen, rejected] = o.outcome > 0.5 ? [o.generationI, o.generationJ] : [o.generationJ, o.generationI];
    return {
      prompt: promptContent(known(prompts, o.promptId)),
      chosen: known<Generation>(generations, chosen).text,
      rejected: known<Generation>(generations, rejected).text,
    };
  });
}

async function promptRecords(db: Db, projectId: string): Promise<DataRecord[]> {
  const set = await ensurePromptSet(db, { projectId, name: IMPORTED_PROMPTS });
  return (await listPrompts(db, { promptSetId: set.id })).map((prompt) => ({ prompt: promptContent(prompt) }));
}

/** Prompts are stored as one message of the user, whose content is the text that the model continues. */
function promptContent({ messages }: Prompt): string {
  return messages.map((message) => message.content).join("\n");
}

const byId = <T extends { id: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]));

function known<T>(rows: Map<string, T>, id: string): T {
  const row = rows.get(id);
  if (row === undefined) throw new DataError(`expected ${id} in the database, found none`);
  return row;
}

async function write(lines: string[], out: string | undefined): Promise<void> {
  if (out === undefined) return pipeline(Readable.from(lines), process.stdout, { end: false });
  const half = `${out}.${process.pid}.part`;
  try {
    await pipeline(Readable.from(lines), createWriteStream(half));
    await rename(half, out);
  } catch (cause) {
    await rm(half, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`--out ${out}: expected a file that can be written, but ${why}`, { cause });
  }
}
