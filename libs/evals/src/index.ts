import type { Gpt } from "@rlhf/gpt";

type Tokens = readonly number[];
type Rows = readonly Tokens[];

export type Answer = { tokens: Tokens; finished: boolean };
/** Draws one answer per query; `draw` numbers independent draws from the same queries. */
export type GenerateFn = (queries: Rows, draw: number) => Promise<readonly Answer[]>;
export type ScoreFn = (queries: Rows, responses: Rows) => Promise<Float32Array>;
/** KL to the reference per response, in nats: k1 of the sampled tokens, and exact over the visited states. */
export type DivergenceFn = (queries: Rows, responses: Rows) => Promise<{ k1: Float32Array; full: Float32Array }>;

export type PolicyEvaluation<S extends string> = {
  answers: readonly Answer[];
  scores: Record<S, Float32Array>;
  means: Record<S, number>;
  kl: number | null;
  klFull: number | null;
  responseLength: number;
  finished: number;
  distinct: number;
};

/** One answer per query, judged by every scorer. */
export declare function evaluatePolicy<S extends string>(options: {
  queries: Rows;
  generate: GenerateFn;
  scorers: Record<S, ScoreFn>;
  divergence?: DivergenceFn;
}): Promise<PolicyEvaluation<S>>;

export declare function bestOfN(options: {
  queries: Rows;
  generate: GenerateFn;
  scoreFn: ScoreFn;
  n: number;
}): Promise<{ answers: readonly Answer[]; scores: Float32Array; kl: number }>;

/** KL(best of n ‖ policy) = ln n − (n−1)/n nats. */
export declare function bestOfNKl(n: number): number;

/** Unbiased expected gold of best-of-n from N ≥ n scored samples of one prompt. */
export declare function unbiasedBestOfN(proxy: Float32Array, gold: Float32Array, n: number): number;

/** KL between two models on given responses, chunked; the DivergenceFn of two Gpts. */
export declare function divergenceOf(policy: Gpt, reference: Gpt, options: { temperature: number }): DivergenceFn;

/** exp of the mean nats per response token. */
export declare function perplexity(
  model: Gpt,
  queries: Rows,
  responses: Rows,
): Promise<{ nats: number; perplexity: number }>;
