import { DataError, type LoopConfig, type Run } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { z } from "zod";
import { loadPolicy } from "./policies";
import type { PromptBook } from "./prompt-book";
import { recordAnswers, sampleAnswers } from "./sampling";
import type { Source } from "./sources/source";
import { passThrough, runStage, type Finished } from "./stage-run";
import type { StageContext } from "./workbench";

const Pair = z.strictObject({ first: z.string(), second: z.string() });
const Generated = z.strictObject({ policyVersionId: z.string(), generations: z.int(), pairs: z.array(Pair) });
export type Generated = Finished<z.infer<typeof Generated>>;

/** What a finished run of this stage generated. @throws DataError when it is not finished. */
export function generatedBy({ id: runId, status, result }: Run): Generated {
  const { seconds, ...generated } = result ?? {};
  const parsed = Generated.safeParse(generated);
  if (status !== "succeeded" || !parsed.success)
    throw new DataError(`label: expected a finished run that generated answers, got run ${runId}, which is ${status}`);
  return { ...parsed.data, runId, seconds: Number(seconds) };
}

/** Two answers of the policy to each drawn prompt: training pairs from train prompts, then validation pairs from val prompts. */
export function generate(
  ctx: StageContext,
  { source, book }: { source: Source; book: PromptBook },
  { config, policyVersionId }: { config: LoopConfig; policyVersionId: string },
): Promise<Generated> {
  const { comparisons, validationComparisons } = config.label;
  const spec = { kind: "generate", name: "generate", result: Generated, inputs: { policyVersionId } } as const;
  const stageConfig = { generate: config.generate, comparisons, validationComparisons };
  return runStage(ctx, { ...spec, config: stageConfig }, async (run) => {
    const rng = new Philox({ seed: ctx.seed, purpose: "generate/prompts" });
    const asked = [...book.draw(rng, "train", comparisons), ...book.draw(rng, "val", validationComparisons)];
    const prompts = asked.flatMap((prompt) => [prompt, prompt]); // two answers each, side by side
    const model = await loadPolicy(ctx.bench, policyVersionId);
    try {
      const at = { total: prompts.length, unit: "answers" };
      const answers = await sampleAnswers(
        ctx,
        { model, eosId: source.tokenizer.specials.eos },
        {
          queries: prompts.map((p) => p.tokens),
          options: {
            purpose: "generate",
            step: 0,
            config: config.generate,
            beforeChunk: (step) => passThrough(run, { step, ...at }),
          },
        },
      );
      const ids = await recordAnswers(ctx, source, {
        policyVersionId,
        sampling: config.generate,
        promptIds: prompts.map((p) => book.idOf(p)),
        answers,
      });
      await passThrough(run, { step: ids.length, ...at });
      const pairs = asked.map((_, i) => ({ first: ids[2 * i] ?? "", second: ids[2 * i + 1] ?? "" }));
      return { policyVersionId, generations: ids.length, pairs };
    } finally {
      model.params.dispose();
    }
  });
}
