// Where every response can be written down: exact probabilities of a policy, and the known optimum of E[r] − β KL(π ‖ ρ).
// Shapes: N responses, all that the task allows.
import { packRows, responseIndex, responseLogprobs, type Gpt } from "@rlhf/gpt";
import { scoped, type Tensor1D } from "@rlhf/tensor";
import type { Tokens } from "./rollout";

/** What can be said: responses of at most `length` tokens that end at `eosId` or at full length. */
export type ResponseSpace = { vocabSize: number; length: number; eosId: number };

/** Every response of the space, in lexicographic order. */
export function enumerateResponses(space: ResponseSpace): number[][] {
  const continued = (prefix: number[]): number[][] =>
    Array.from({ length: space.vocabSize }, (_, token) => [...prefix, token]).flatMap((row) =>
      row.at(-1) === space.eosId || row.length === space.length ? [row] : continued(row),
    );
  return continued([]);
}

/** Where the tokens of each response stand among all of them. [N + 1] */
export function tokenOffsets(responses: readonly Tokens[]): Int32Array {
  const offsets = new Int32Array(responses.length + 1);
  responses.forEach((response, i) => (offsets[i + 1] = (offsets[i] ?? 0) + response.length));
  return offsets;
}

/** Log-probs at temperature 1 of the tokens of all responses to one query, end to end; differentiable, the caller disposes. */
export function tokenLogprobsOf(model: Gpt, query: Tokens, responses: readonly Tokens[]): Tensor1D {
  return scoped(() => {
    const rows = responses.map((response) => [...query, ...response]);
    const packed = packRows(rows, model.config.nCtx);
    const at = responseIndex(
      packed,
      rows.map(() => query.length),
    );
    return responseLogprobs(model, packed, at, { temperature: 1 }).logprobs;
  });
}

/** Exact log-probability of each response to one query, nats. [N] */
export async function responseLogprobSums(model: Gpt, query: Tokens, responses: readonly Tokens[]): Promise<number[]> {
  const logprobs = tokenLogprobsOf(model, query, responses);
  const tokens = await logprobs.data<"float32">();
  logprobs.dispose();
  const offsets = tokenOffsets(responses);
  return responses.map((_, i) => tokens.subarray(offsets[i], offsets[i + 1]).reduce((a, b) => a + b, 0));
}

/** J(π) = E[r] − β KL(π ‖ ρ), exactly. logPi, logRho, rewards: [N]. */
export function klObjective(
  logPi: readonly number[],
  { logRho, rewards, beta }: { logRho: readonly number[]; rewards: readonly number[]; beta: number },
): number {
  return logPi.reduce((sum, x, i) => sum + Math.exp(x) * ((rewards[i] ?? NaN) - beta * (x - (logRho[i] ?? NaN))), 0);
}

/**
 * The best policy there is, π*(y) ∝ ρ(y) exp(r(y) / β), and its objective β log Σ ρ exp(r / β). logRho, rewards: [N].
 * @source Korbak 2022 (arXiv:2205.11275); Rafailov 2023 (arXiv:2305.18290) eq. 4
 */
export function knownOptimum(
  logRho: readonly number[],
  rewards: readonly number[],
  beta: number,
): { logStar: number[]; optimum: number } {
  const tilted = logRho.map((x, i) => x + (rewards[i] ?? NaN) / beta);
  const largest = tilted.reduce((a, b) => Math.max(a, b), -Infinity);
  const logZ = largest + Math.log(tilted.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  return { logStar: tilted.map((x) => x - logZ), optimum: beta * logZ };
}

/** ½ Σ |p − q|. logP, logQ: [N]. */
export function totalVariation(logP: readonly number[], logQ: readonly number[]): number {
  return 0.5 * logP.reduce((sum, x, i) => sum + Math.abs(Math.exp(x) - Math.exp(logQ[i] ?? NaN)), 0);
}
