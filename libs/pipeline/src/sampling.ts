import { insertGenerations } from "@rlhf/db";
import type { GenerateConfig } from "@rlhf/domain";
import { generate as sample, type Generated, type Gpt } from "@rlhf/gpt";
import type { Source } from "./sources/source";
import type { StageContext } from "./workbench";

export type SampleOptions = {
  purpose: string;
  step: number;
  config: GenerateConfig;
  /** Before each chunk: reports how far it is, and throws when someone asked to stop. */
  beforeChunk?: (done: number) => Promise<void>;
};

/** One answer per query, in chunks; an answer depends on the seed, purpose, step and its place alone. */
export async function sampleAnswers(
  ctx: StageContext,
  { model, eosId }: { model: Gpt; eosId: number },
  { queries, options }: { queries: readonly (readonly number[])[]; options: SampleOptions },
): Promise<Generated[]> {
  const { batchSize, ...limits } = options.config;
  const answers: Generated[] = [];
  for (let from = 0; from < queries.length; from += batchSize) {
    await options.beforeChunk?.(from);
    const chunk = queries.slice(from, from + batchSize);
    const rowIds = chunk.map((_, i) => from + i);
    const { purpose, step } = options;
    answers.push(
      ...(await sample(model, chunk, { ...limits, eosId, seed: ctx.seed, purpose, step, rowIds, signal: ctx.signal })),
    );
  }
  return answers;
}

/** Writes answers as generations of a policy version; returns their ids in order. */
export async function recordAnswers(
  ctx: StageContext,
  source: Source,
  from: {
    policyVersionId: string;
    sampling: Record<string, unknown>;
    promptIds: readonly string[];
    answers: readonly { tokens: readonly number[]; finished: boolean; logprobs?: Float32Array; kl?: number }[];
    firstIndex?: number;
  },
): Promise<string[]> {
  const rows = from.answers.map((answer, i) => ({
    promptId: from.promptIds[i] ?? "",
    policyVersionId: from.policyVersionId,
    seed: ctx.seed,
    sampleIndex: (from.firstIndex ?? 0) + i,
    text: source.tokenizer.decode(answer.tokens),
    tokenIds: [...answer.tokens],
    finishReason: answer.finished ? ("eos" as const) : ("length" as const),
    logpSum: answer.logprobs ? answer.logprobs.reduce((sum, x) => sum + x, 0) : null,
    klSum: answer.kl ?? null,
  }));
  const stored = await insertGenerations(ctx.bench.db, { projectId: ctx.projectId, sampling: from.sampling }, rows);
  return stored.map((g) => g.id);
}
