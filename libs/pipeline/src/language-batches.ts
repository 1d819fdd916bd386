import { lengthBatches, type LanguageModelRow } from "@rlhf/datasets";
import type { SftBatch } from "@rlhf/sft";
import { Philox } from "@rlhf/tensor";

/** Batches of rows of similar length, in an order that is a function of the seed alone. */
export function lengthSortedBatches(
  rows: readonly LanguageModelRow[],
  { batchSize, seed, purpose }: { batchSize: number; seed: number; purpose: string },
): LanguageModelRow[][] {
  const rng = new Philox({ seed, purpose: `${purpose}/batches` });
  return lengthBatches(rows, rng, { batchSize, lengthOf: (row) => row.tokens.length });
}

/** Rows of the datasets library in the form the language-model trainer reads. */
export function languageRows(rows: readonly LanguageModelRow[]): SftBatch {
  return { rows: rows.map((r) => r.tokens), queryLengths: rows.map((r) => r.promptLength) };
}
