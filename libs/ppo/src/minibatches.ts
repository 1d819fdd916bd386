// Shapes: B responses of the rollout; m response tokens of one part of a minibatch, laid end to end.
import type { PpoConfig } from "@rlhf/domain";
import { packRows, responseIndex, type PackedRows, type ResponseIndex } from "@rlhf/gpt";
import { Philox } from "@rlhf/tensor";
import type { Experience } from "./experience";
import { concat, type Tokens } from "./rollout";
import { tokenWeights } from "./reductions";

/** The share of a minibatch that one forward and backward sees; the flat arrays are [m]. */
export type MinibatchPart = {
  rows: PackedRows;
  at: ResponseIndex;
  oldLogprobs: Float32Array;
  oldValues: Float32Array;
  advantages: Float32Array;
  returns: Float32Array;
  weights: Float32Array;
};

/**
 * The rows of each minibatch of one epoch: one shuffle of 0 … batchSize − 1 keyed by (seed, step, epoch), cut into runs of
 * equal size (the last may be smaller, as torch.chunk).
 */
export function minibatchRows(
  { batchSize, nminibatches }: { batchSize: number; nminibatches: number },
  { seed, step, epoch }: { seed: number; step: number; epoch: number },
): number[][] {
  const order = new Philox({ seed, purpose: "ppo.minibatch", step, row: epoch }).shuffle(
    Array.from({ length: batchSize }, (_, i) => i),
  );
  return chunk(order, nminibatches);
}

/** One minibatch in microBatches parts; the weights are of the whole minibatch, so that the parts' losses add up to its loss. */
export function minibatchParts(
  experience: Experience,
  rows: readonly number[],
  { nCtx, lossReduction, responseLength, microBatches }: PpoConfig & { nCtx: number },
): MinibatchPart[] {
  const lengths = rows.map((row) => (experience.responses[row] ?? []).length);
  const weights = tokenWeights(lengths, lossReduction, { responseLength });
  let at = 0;
  return chunk(rows, microBatches).map((some) => {
    const part = takeRows(experience, some, nCtx);
    const m = part.oldLogprobs.length;
    at += m;
    return { ...part, weights: weights.slice(at - m, at) };
  });
}

function takeRows(experience: Experience, rows: readonly number[], nCtx: number): Omit<MinibatchPart, "weights"> {
  const { queries, responses, offsets } = experience;
  const flat = (tokens: Float32Array): Float32Array =>
    concat(rows.map((row) => tokens.subarray(offsets[row], offsets[row + 1])));
  const answered = (row: number): Tokens => [...(queries[row] ?? []), ...(responses[row] ?? [])];
  const packed = packRows(rows.map(answered), nCtx);
  const queryLengths = rows.map((row) => (queries[row] ?? []).length);
  return {
    rows: packed,
    at: responseIndex(packed, queryLengths),
    oldLogprobs: flat(experience.logprobs),
    oldValues: flat(experience.values),
    advantages: flat(experience.advantages),
    returns: flat(experience.returns),
  };
}

/** Cuts into at most `parts` runs of equal size; the last may be smaller. Never returns an empty run. */
function chunk<T>(items: readonly T[], parts: number): T[][] {
  const size = Math.ceil(items.length / parts);
  const runs: T[][] = [];
  for (let at = 0; at < items.length; at += size) runs.push(items.slice(at, at + size));
  return runs;
}
