import { DataError } from "@rlhf/domain";
import type { Tokenizer } from "@rlhf/tokenizer";

/** [bos, prompt…, sep, response…, eos], cut at the context; `promptLength` counts bos and sep. */
export type LanguageModelRow = { tokens: number[]; promptLength: number };

/** Two rows of one prompt; the first `promptLength` tokens are the same. */
export type PairRow = { chosen: number[]; rejected: number[]; promptLength: number };

/** Longest row, and how many of a long prompt's last tokens are kept (default: all). */
export type RowLimits = { nCtx: number; maxPromptTokens?: number };

/**
 * [bos, prompt…, sep]; of a prompt above maxPromptTokens the last ones stay.
 * @throws DataError if the query leaves no room for a response in the context.
 */
export function queryTokens(tokenizer: Tokenizer, prompt: string, limits: RowLimits): number[] {
  const { bos, sep } = tokenizer.specials;
  const encoded = tokenizer.encode(prompt);
  const kept = limits.maxPromptTokens === undefined ? encoded : encoded.slice(-limits.maxPromptTokens);
  if (kept.length + 2 >= limits.nCtx) {
    throw new DataError(
      `expected a prompt of at most ${limits.nCtx - 3} tokens (context ${limits.nCtx}), got ${kept.length}: ` +
        `"${prompt.slice(0, 60)}"; shorten it, raise model.nCtx or lower data.maxPromptTokens`,
    );
  }
  return [bos, ...kept, sep];
}

/** The row of one prompt and response. @throws DataError as {@link queryTokens}. */
export function languageModelRow(
  tokenizer: Tokenizer,
  { prompt, response }: { prompt: string; response: string },
  limits: RowLimits,
): LanguageModelRow {
  const query = queryTokens(tokenizer, prompt, limits);
  return { tokens: withResponse(tokenizer, query, { response, nCtx: limits.nCtx }), promptLength: query.length };
}

/** Running text as rows [bos, text…], eos after the last; they begin where a sample begins, so positions match inference. */
export function textRows(tokenizer: Tokenizer, text: string, { nCtx }: { nCtx: number }): LanguageModelRow[] {
  const { bos, eos } = tokenizer.specials;
  const tokens = [...tokenizer.encode(text), eos];
  const rows: LanguageModelRow[] = [];
  for (let i = 0; i < tokens.length; i += nCtx - 1) {
    rows.push({ tokens: [bos, ...tokens.slice(i, i + nCtx - 1)], promptLength: 1 });
  }
  return rows;
}

/** The two rows of a comparison. @throws DataError as {@link queryTokens}. */
export function pairRow(
  tokenizer: Tokenizer,
  { prompt, chosen, rejected }: { prompt: string; chosen: string; rejected: string },
  limits: RowLimits,
): PairRow {
  const query = queryTokens(tokenizer, prompt, limits);
  const row = (response: string) => withResponse(tokenizer, query, { response, nCtx: limits.nCtx });
  return { chosen: row(chosen), rejected: row(rejected), promptLength: query.length };
}

function withResponse(
  tokenizer: Tokenizer,
  query: readonly number[],
  { response, nCtx }: { response: string; nCtx: number },
): number[] {
  return [...query, ...tokenizer.encode(response), tokenizer.specials.eos].slice(0, nCtx);
}
