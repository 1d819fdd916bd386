export type Tokens = readonly number[];
export type Rows = readonly Tokens[];

/** What a policy said: its tokens (EOS kept when reached) and whether it ended by itself. */
export type Answer = { tokens: Tokens; finished: boolean };

/** Draws one answer per query; `draw` numbers independent draws from the same queries. */
export type GenerateFn = (queries: Rows, draw: number) => Promise<readonly Answer[]>;

/** Scores one response per query. */
export type ScoreFn = (queries: Rows, responses: Rows) => Promise<Float32Array>;

/** KL to the reference per response, in nats: k1 of the sampled tokens, and exact over the visited states. */
export type DivergenceFn = (queries: Rows, responses: Rows) => Promise<{ k1: Float32Array; full: Float32Array }>;

/** 0 of nothing is 0. */
export function mean(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] ?? NaN;
  return sum / Math.max(1, x.length);
}
