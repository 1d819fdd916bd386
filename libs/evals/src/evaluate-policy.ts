import { mean, type Answer, type DivergenceFn, type GenerateFn, type Rows, type ScoreFn } from "./answers";

export type PolicyEvaluation = {
  answers: readonly Answer[];
  /** Every scorer's score of every answer, in the order of the queries. */
  scores: Record<string, Float32Array>;
  means: Record<string, number>;
  /** Mean k1 and mean exact KL to the reference, nats per response; null without a divergence function. */
  kl: number | null;
  klFull: number | null;
  /** Mean valid tokens, EOS included. */
  responseLength: number;
  /** Share of answers that ended by themselves. */
  finished: number;
  /** Share of distinct answers. */
  distinct: number;
};

/** One answer per query (draw 0), judged by every scorer. */
export async function evaluatePolicy(o: {
  queries: Rows;
  generate: GenerateFn;
  scorers: Record<string, ScoreFn>;
  divergence?: DivergenceFn;
}): Promise<PolicyEvaluation> {
  const answers = await o.generate(o.queries, 0);
  const responses = answers.map((answer) => answer.tokens);
  const scores: Record<string, Float32Array> = {};
  for (const [name, scoreFn] of Object.entries(o.scorers)) scores[name] = await scoreFn(o.queries, responses);
  const divergence = o.divergence ? await o.divergence(o.queries, responses) : null;
  return {
    answers,
    scores,
    means: Object.fromEntries(Object.entries(scores).map(([name, values]) => [name, mean(values)])),
    kl: divergence && mean(divergence.k1),
    klFull: divergence && mean(divergence.full),
    responseLength: mean(responses.map((tokens) => tokens.length)),
    finished: mean(answers.map((answer) => Number(answer.finished))),
    distinct: new Set(responses.map((tokens) => tokens.join(" "))).size / Math.max(1, responses.length),
  };
}
