import { DataError, ShapeError } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";

/** Rows of token ids (prompt, then response) and how many of each row's tokens are the prompt. */
export type SftBatch = { rows: readonly (readonly number[])[]; queryLengths: readonly number[] };

/**
 * Batches as a pure function of (seed, epoch): every epoch is one shuffle of all rows and its last batch may be short, so the
 * step alone is the data cursor.
 * @throws DataError if there is no row.
 */
export function shuffledBatches(
  data: SftBatch,
  { batchSize, seed }: { batchSize: number; seed: number },
): { stepsPerEpoch: number; batch: (step: number) => SftBatch } {
  const count = data.rows.length;
  if (count === 0) throw new DataError("training rows: expected at least one, got none; give more text");
  const stepsPerEpoch = Math.ceil(count / batchSize);
  let cached = { epoch: -1, order: [] as number[] };
  return {
    stepsPerEpoch,
    batch: (step) => {
      const epoch = Math.floor(step / stepsPerEpoch);
      if (cached.epoch !== epoch) cached = { epoch, order: shuffledOrder(count, { seed, epoch }) };
      const at = (step % stepsPerEpoch) * batchSize;
      return takeRows(data, cached.order.slice(at, at + batchSize));
    },
  };
}

/** The chosen rows of a batch. @throws ShapeError if an index is out of range. */
export function takeRows(data: SftBatch, index: readonly number[]): SftBatch {
  const chosen = index.map((i) => {
    const [row, queryLength] = [data.rows[i], data.queryLengths[i]];
    if (!row || queryLength === undefined) {
      throw new ShapeError(`row ${i}: expected 0 … ${data.rows.length - 1} with one query length per row`);
    }
    return { row, queryLength };
  });
  return { rows: chosen.map((c) => c.row), queryLengths: chosen.map((c) => c.queryLength) };
}

/** Cuts 0 … count − 1 into at most `parts` runs of equal size; the last may be smaller. */
export function runs(count: number, parts: number): number[][] {
  const size = Math.ceil(count / parts);
  const all = Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: Math.ceil(count / size) }, (_, k) => all.slice(k * size, (k + 1) * size));
}

function shuffledOrder(count: number, { seed, epoch }: { seed: number; epoch: number }): number[] {
  return new Philox({ seed, purpose: "sft.order", step: epoch }).shuffle(Array.from({ length: count }, (_, i) => i));
}
