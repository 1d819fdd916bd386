import { collectRecords, openDataFile, promptText, readRecords, splitOf } from "@rlhf/datasets";
import { ensureProject, ensurePromptSet, insertPrompts } from "@rlhf/db";
import { LoopConfig, parseConfig } from "@rlhf/domain";
import { importJudgments, openPromptBook, openSource, type StageContext } from "@rlhf/pipeline";
import path from "node:path";
import { printResult } from "../output";
import { withDatabase, withWorkbench } from "../session";

export type ImportOptions = { project: string; kind: "prompt" | "comparison"; json?: boolean };

/** The set that imported prompts go to. */
export const IMPORTED_PROMPTS = "imported";
/** Shares of prompts that no training sees, as a loop on files splits them. */
const HELD = { val: 0.1, test: 0.2 };
/** Answers are kept whole: no row of a file is this long. */
const WHOLE = 2 ** 31 - 1;
/** Bytes and specials: text goes in and comes out as it is, nothing is learned from it. */
const BYTES_ONLY = 260;

/** `rlhf data import`: the whole file or nothing; the first bad row is named with its line. */
export async function dataImport(file: string, options: ImportOptions): Promise<void> {
  const imported =
    options.kind === "prompt" ? await importPrompts(file, options) : await importComparisons(file, options);
  const counts = Object.entries(imported).map(([name, count]) => `${count} ${name}`);
  printResult(
    { project: options.project, ...imported },
    { ...options, text: () => `${options.project}: ${counts.join(", ")}` },
  );
}

async function importPrompts(file: string, { project: slug }: ImportOptions): Promise<{ prompts: number }> {
  const source = openDataFile(file);
  const records = await collectRecords(source, readRecords(source, "prompt"));
  const texts = records.map((record) => promptText(record.prompt));
  return withDatabase(async (db) => {
    const project = await ensureProject(db, { slug, name: slug });
    const set = await ensurePromptSet(db, { projectId: project.id, name: IMPORTED_PROMPTS });
    const inputs = texts.map((content) => {
      return { messages: [{ role: "user" as const, content }], split: splitOf(content, HELD) };
    });
    return { prompts: (await insertPrompts(db, set, inputs)).length };
  });
}

/** Comparisons come in through the same stage that a loop on files uses: prompts, answers, tasks, judgments, outcomes. */
async function importComparisons(file: string, { project: slug }: ImportOptions) {
  const config = parseConfig(
    LoopConfig,
    {
      data: { comparisons: [path.resolve(file)], maxPromptTokens: WHOLE },
      tokenizer: { kind: "bpe", vocabSize: BYTES_ONLY },
      model: { nCtx: WHOLE },
    },
    "import",
  );
  const source = await openSource(config, { use: "reading" }); // before the database: a file that cannot be read writes nothing
  return withWorkbench(async ({ bench, console, signal }) => {
    const project = await ensureProject(bench.db, { slug, name: slug });
    const onProgress = console.progress.bind(console);
    const ctx: StageContext = { bench, projectId: project.id, pipelineRunId: null, seed: 0, signal, onProgress };
    const { comparisons, judgments } = await importJudgments(
      ctx,
      { source, book: await openPromptBook(ctx, source) },
      config,
    );
    return { comparisons, judgments };
  });
}
