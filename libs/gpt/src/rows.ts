// Shapes: B rows, N all tokens of the batch, M response tokens, Q longest query.
import { ShapeError } from "@rlhf/domain";
import type { PackedTokens } from "@rlhf/tensor";

/** Rows of token ids laid end to end: tokens [N], positions [N] from 0 in each row, offsets [B + 1]. No padding. */
export type PackedRows = PackedTokens;

/** Where the response tokens of a batch are read and what they are. */
export type ResponseIndex = {
  index: Int32Array; // [M] place before each response token: its hidden state predicts it
  targets: Int32Array; // [M] the response tokens
  rowOffsets: Int32Array; // [B + 1] into M
};

/** Lays rows end to end. @throws ShapeError when a row is empty or longer than nCtx. */
export function packRows(rows: readonly (readonly number[] | Int32Array)[], nCtx: number): PackedRows {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, b) => {
    if (row.length === 0 || row.length > nCtx)
      throw new ShapeError(`row ${b}: expected 1 to ${nCtx} tokens, got ${row.length}; shorten it or raise nCtx`);
    offsets[b + 1] = (offsets[b] ?? 0) + row.length;
  });
  const tokens = new Int32Array(offsets.at(-1) ?? 0);
  const positions = new Int32Array(tokens.length);
  rows.forEach((row, b) => {
    const first = offsets[b] ?? 0;
    tokens.set(row, first);
    for (let t = 0; t < row.length; t++) positions[first + t] = t;
  });
  return { tokens, positions, offsets };
}

/** The padded view [B, Q]: each query at the right, padId before it. */
export function leftPadded(
  queries: readonly (readonly number[])[],
  padId: number,
): { ids: Int32Array; B: number; Q: number } {
  const Q = queries.reduce((longest, query) => Math.max(longest, query.length), 0);
  const ids = new Int32Array(queries.length * Q).fill(padId);
  queries.forEach((query, b) => ids.set(query, (b + 1) * Q - query.length));
  return { ids, B: queries.length, Q };
}

/** Each row is a query of the given length and then its response. @throws ShapeError when a row has no query. */
export function responseIndex(rows: PackedRows, queryLengths: readonly number[]): ResponseIndex {
  const rowOffsets = new Int32Array(queryLengths.length + 1);
  queryLengths.forEach((query, b) => {
    const length = (rows.offsets[b + 1] ?? 0) - (rows.offsets[b] ?? 0);
    if (query < 1 || query > length)
      throw new ShapeError(`row ${b}: expected a query of 1 to ${length} tokens, got ${query}`);
    rowOffsets[b + 1] = (rowOffsets[b] ?? 0) + length - query;
  });
  if (queryLengths.length !== rows.offsets.length - 1)
    throw new ShapeError(`expected ${rows.offsets.length - 1} query lengths, got ${queryLengths.length}`);
  const index = new Int32Array(rowOffsets.at(-1) ?? 0);
  queryLengths.forEach((query, b) => {
    const [from, to] = [rowOffsets[b] ?? 0, rowOffsets[b + 1] ?? 0];
    for (let i = from; i < to; i++) index[i] = (rows.offsets[b] ?? 0) + query - 1 + (i - from);
  });
  return { index, targets: index.map((i) => rows.tokens[i + 1] ?? 0), rowOffsets };
}
