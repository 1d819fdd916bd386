import type { LossReduction } from "@rlhf/domain";

/**
 * The weight of every token so that a loss is Σ weight · token loss, whatever parts it is summed in.
 * lengths: tokens of each response of one optimiser step [B]. Returns [M], M = Σ lengths. Empty responses count nowhere.
 * `token-mean` 1/M · `seq-mean-token-mean` 1/(B·Tᵢ) · `seq-mean-token-sum` 1/B · `seq-mean-token-sum-norm` 1/(B·R).
 * @source algorithms.md 2.6; Liu 2025 (Dr. GRPO, arXiv:2503.20783) for the constant R
 */
export function tokenWeights(
  lengths: readonly number[],
  reduction: LossReduction,
  { responseLength }: { responseLength: number },
): Float32Array {
  const tokens = lengths.reduce((sum, n) => sum + n, 0);
  const responses = lengths.filter((n) => n > 0).length;
  const weights = new Float32Array(tokens); // [M]
  let at = 0;
  for (const length of lengths) {
    weights.fill(weightOf(reduction, { tokens, responses, length, responseLength }), at, at + length);
    at += length;
  }
  return weights;
}

type Counts = { tokens: number; responses: number; length: number; responseLength: number };

function weightOf(reduction: LossReduction, { tokens, responses, length, responseLength }: Counts): number {
  switch (reduction) {
    case "token-mean":
      return 1 / tokens;
    case "seq-mean-token-mean":
      return 1 / (responses * length);
    case "seq-mean-token-sum":
      return 1 / responses;
    case "seq-mean-token-sum-norm":
      return 1 / (responses * responseLength);
    default:
      return reduction satisfies never;
  }
}
