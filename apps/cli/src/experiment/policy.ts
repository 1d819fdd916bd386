import type { LoopConfig } from "@rlhf/domain";
import { generate, initGpt, type Gpt } from "@rlhf/gpt";
import { languageRows, lengthSortedBatches, type Source, type SourcePrompt } from "@rlhf/pipeline";
import { createSftTrainer, type SftTrainer } from "@rlhf/sft";

export type Tokens = readonly number[];
/** How far a part of the experiment is. */
export type Report = (stage: string, step: number, total: number) => void;

/** The policy that everything starts from: pre-trained on the world's text, then fine-tuned on demonstrations. */
export async function trainInitialPolicy(
  source: Source,
  { loop, seed, signal, report }: { loop: LoopConfig; seed: number; signal: AbortSignal; report: Report },
): Promise<Gpt> {
  const model = initGpt({ ...loop.model, vocabSize: source.tokenizer.vocabSize }, { seed });
  for (const stage of ["pretrain", "sft"] as const) {
    const { tokens, batchSize, checkpointEvery: _, ...settings } = loop[stage];
    const rows = source.writing(stage, { tokens, seed });
    const batches = lengthSortedBatches(rows, { batchSize, seed, purpose: stage });
    const config = { lossOn: "all" as const, ...settings };
    const trainer = createSftTrainer({
      ...{ model, config, totalSteps: batches.length },
      batches: (step) => languageRows(batches[step] ?? []),
    });
    await trainAll(trainer, batches.length, { signal, onStep: (step) => report(stage, step, batches.length) });
  }
  return model;
}

/** Steps a trainer to its end and disposes it. */
export async function trainAll(
  trainer: Pick<SftTrainer, "step" | "dispose">,
  steps: number,
  { signal, onStep }: { signal: AbortSignal; onStep?: (step: number) => void },
): Promise<void> {
  try {
    for (let step = 1; step <= steps; step++) {
      signal.throwIfAborted();
      await trainer.step();
      onStep?.(step);
    }
  } finally {
    trainer.dispose();
  }
}

export type Answered = { prompts: readonly SourcePrompt[]; queries: Tokens[]; responses: Tokens[] };

/** One answer of the policy to each prompt; draw `step` of a purpose. */
export async function answer(
  model: Gpt,
  prompts: readonly SourcePrompt[],
  o: { source: Source; loop: LoopConfig; seed: number; purpose: string; step: number; signal: AbortSignal },
): Promise<Answered> {
  const { batchSize, ...limits } = o.loop.generate;
  const queries = prompts.map((prompt) => prompt.tokens);
  const responses: Tokens[] = [];
  for (let from = 0; from < queries.length; from += batchSize) {
    const chunk = queries.slice(from, from + batchSize);
    const answers = await generate(model, chunk, {
      ...{ ...limits, maxNewTokens: o.loop.ppo.responseLength, temperature: o.loop.ppo.temperature },
      ...{ eosId: o.source.tokenizer.specials.eos, seed: o.seed, purpose: o.purpose, step: o.step, signal: o.signal },
      rowIds: chunk.map((_, i) => from + i),
    });
    responses.push(...answers.map((a) => a.tokens));
  }
  return { prompts, queries, responses };
}

/** Query and response of each answer as one row, the way a reward model reads them. */
export const rowsOf = ({ queries, responses }: Answered): Tokens[] =>
  queries.map((query, i) => [...query, ...(responses[i] ?? [])]);

/** The oracle's reward of each answer. @throws RangeError on a source without truth. */
export function goldOf(source: Source, { prompts, responses }: Answered): Float32Array {
  const { truth } = source;
  if (truth === null) throw new RangeError("over-optimisation: expected a world with known truth");
  return Float32Array.from(prompts, (prompt, i) => truth(prompt, responses[i] ?? []).gold);
}
