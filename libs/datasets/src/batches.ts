import { shuffled, type Rng } from "./rng";

/** Batches in one chunk: enough to find rows of one length, few enough to keep the order random. */
const BATCHES_PER_CHUNK = 16;

/**
 * Batches of rows of similar length: chunks of 16 batches are sorted by length, cut, and their batches shuffled.
 * Every row comes exactly once; the last batch of a chunk may be smaller.
 */
export function lengthBatches<T>(
  rows: readonly T[],
  rng: Rng,
  { batchSize, lengthOf }: { batchSize: number; lengthOf: (row: T) => number },
): T[][] {
  const size = BATCHES_PER_CHUNK * batchSize;
  return cut(rows, size).flatMap((chunk) => {
    const sorted = [...chunk].sort((a, b) => lengthOf(a) - lengthOf(b));
    return shuffled(rng, cut(sorted, batchSize));
  });
}

/** Batches of a random order of the rows; every row comes exactly once. */
export function shuffledBatches<T>(rows: readonly T[], rng: Rng, { batchSize }: { batchSize: number }): T[][] {
  return cut(shuffled(rng, rows), batchSize);
}

function cut<T>(rows: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
