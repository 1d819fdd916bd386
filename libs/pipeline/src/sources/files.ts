import {
  collectRecords,
  languageModelRow,
  openDataFile,
  promptText,
  queryTokens,
  readPlainText,
  readRecords,
  responseText,
  splitOf,
  textRows,
  type LanguageModelRow,
  type RecordKind,
  type RecordOf,
} from "@rlhf/datasets";
import { canonicalJson, ConfigError, DataError, type DataConfig, type LoopConfig } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { trainBpe, type Tokenizer } from "@rlhf/tokenizer";
import { createHash } from "node:crypto";
import type { Source, SourcePrompt } from "./source";

/** Shares of prompts that no training stage sees; by hash of the prompt, so that a prompt has one side only. */
const HELD = { val: 0.1, test: 0.2 };

type Demonstration = { prompt: string; response: string };
type Comparison = { prompt: string; chosen: string; rejected: string };
type Texts = { text: string[]; demonstrations: Demonstration[]; comparisons: Comparison[]; prompts: string[] };

/** The user's files: a byte-level BPE trained on them, their demonstrations (or chosen answers), their judgments. */
export async function filesSource(config: LoopConfig): Promise<Source> {
  const data = config.data;
  if (!data) throw new ConfigError("expected data in the config, got none");
  const texts = await readTexts(data);
  const tokenizer = trainBpe(trainingTexts(texts), { vocabSize: config.tokenizer.vocabSize });
  const limits = { nCtx: config.model.nCtx, maxPromptTokens: data.maxPromptTokens };
  const prompts = uniquePrompts(texts).map((text) => sourcePrompt(tokenizer, text, limits));
  const promptOf = new Map(prompts.map((p) => [p.text, p]));
  const isTrain = (prompt: string) => promptOf.get(prompt)?.split === "train";
  const rowOf = (d: Demonstration): LanguageModelRow => languageModelRow(tokenizer, d, limits);
  const demonstrations =
    texts.demonstrations.length > 0
      ? texts.demonstrations
      : texts.comparisons.map((c) => ({ prompt: c.prompt, response: c.chosen }));
  return {
    kind: "files",
    contentSha256: createHash("sha256").update(canonicalJson(texts)).digest("hex"),
    tokenizer,
    prompts,
    ask: (rng, split) => {
      const asked = prompts.filter((p) => p.split === split);
      const prompt = asked.length > 0 ? asked[rng.int(asked.length)] : undefined;
      if (!prompt) throw new DataError(`expected prompts in the ${split} split, got none; give more prompts`);
      return prompt;
    },
    writing: (stage, { tokens, seed }) => {
      const rows = demonstrations.filter((d) => isTrain(d.prompt)).map(rowOf);
      if (stage === "pretrain") rows.push(...texts.text.flatMap((text) => textRows(tokenizer, text, limits)));
      return repeatUpTo(rows, { tokens, seed, stage });
    },
    heldout: () => ({ rows: demonstrations.filter((d) => !isTrain(d.prompt)).map(rowOf), floor: null }),
    truth: null,
    given: texts.comparisons.flatMap((c) => {
      const prompt = promptOf.get(c.prompt);
      return prompt ? [{ prompt, chosen: c.chosen, rejected: c.rejected }] : [];
    }),
  };
}

async function readTexts(data: DataConfig): Promise<Texts> {
  const comparisons = await readAll(data.comparisons, "comparison");
  if (comparisons.length === 0) {
    throw new DataError("data.comparisons: expected at least one file with preference pairs, got none");
  }
  const text: string[] = [];
  for (const path of data.text) {
    const file = openDataFile(path);
    for (const record of await collectRecords(file, readPlainText(file))) text.push(record.text);
  }
  return {
    text,
    demonstrations: (await readAll(data.demonstrations, "demonstration")).map((r) => ({
      prompt: promptText(r.prompt),
      response: responseText(r.completion),
    })),
    comparisons: comparisons.map((r) => ({
      prompt: promptText(r.prompt),
      chosen: responseText(r.chosen),
      rejected: responseText(r.rejected),
    })),
    prompts: (await readAll(data.prompts, "prompt")).map((r) => promptText(r.prompt)),
  };
}

async function readAll<K extends RecordKind>(paths: readonly string[], kind: K): Promise<RecordOf[K][]> {
  const seen = new Set<string>();
  const records: RecordOf[K][] = [];
  for (const path of paths) {
    const file = openDataFile(path);
    records.push(...(await collectRecords(file, readRecords(file, kind, { seen }))));
  }
  return records;
}

function* trainingTexts({ text, demonstrations, comparisons, prompts }: Texts): Generator<string> {
  yield* text;
  for (const d of demonstrations) yield d.prompt + d.response;
  for (const c of comparisons) yield c.prompt + c.chosen + c.rejected;
  yield* prompts;
}

function uniquePrompts({ demonstrations, comparisons, prompts }: Texts): string[] {
  return [...new Set([...comparisons.map((c) => c.prompt), ...demonstrations.map((d) => d.prompt), ...prompts])];
}

function sourcePrompt(
  tokenizer: Tokenizer,
  text: string,
  limits: { nCtx: number; maxPromptTokens: number },
): SourcePrompt {
  const tokens = queryTokens(tokenizer, text, limits);
  return { text, tokens, cluster: text, split: splitOf(text, HELD), tags: [] };
}

/** Shuffled passes over the rows until `tokens` are reached. */
function repeatUpTo(
  rows: readonly LanguageModelRow[],
  { tokens, seed, stage }: { tokens: number; seed: number; stage: string },
): LanguageModelRow[] {
  if (rows.length === 0)
    throw new DataError(`${stage}: expected text to train on, got none; give data.text or demonstrations`);
  const out: LanguageModelRow[] = [];
  for (let count = 0, pass = 0; count < tokens; pass++) {
    for (const row of new Philox({ seed, purpose: `files/${stage}`, step: pass }).shuffle([...rows])) {
      if (count >= tokens) break;
      out.push(row);
      count += row.tokens.length;
    }
  }
  return out;
}
