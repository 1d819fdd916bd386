// Shapes: B rows, N their tokens laid end to end.
import { ShapeError } from "@rlhf/domain";
import { forward, packRows, scalars, type Gpt } from "@rlhf/gpt";
import { pooled, scoped, type Tensor1D } from "@rlhf/tensor";

/** A GPT with a `score` head, and the affine map that gives its scores mean 0 and deviation 1 on the initial policy. */
export type RewardModel = { model: Gpt; gain: number; bias: number };

type Rows = readonly (readonly number[])[];

const ROWS_AT_A_TIME = 256; // bounds the activations kept alive by one forward

/** Scores at the last valid token, times gain plus bias; at most 256 rows at a time. Returns [B]. */
export async function scoreRows({ model, gain, bias }: RewardModel, rows: Rows): Promise<Float32Array> {
  const scores = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += ROWS_AT_A_TIME) {
    const raw = pooled(() => rawScores(model, rows.slice(at, at + ROWS_AT_A_TIME)));
    const values = await raw.data();
    raw.dispose();
    scores.set(
      Float32Array.from(values, (score) => gain * score + bias),
      at,
    );
  }
  return scores;
}

/**
 * The score head's output at the last token of each row. Returns [B], which carries the gradient; the caller disposes it.
 * @throws ShapeError if a row is empty.
 */
export function rawScores(model: Gpt, rows: Rows): Tensor1D {
  const empty = rows.findIndex((row) => row.length === 0);
  if (empty >= 0) throw new ShapeError(`row ${empty}: expected at least one token to score, got none`);
  return scoped(() => {
    const packed = packRows(rows, model.config.nCtx);
    const last = packed.offsets.slice(1).map((end) => end - 1); // [B]
    return scalars(model, "score", forward(model, packed, last));
  });
}
