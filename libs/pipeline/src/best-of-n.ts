import type { GenerateConfig, LoopConfig } from "@rlhf/domain";
import { bestOfN as chooseBest } from "@rlhf/evals";
import { Philox } from "@rlhf/tensor";
import { z } from "zod";
import { loadPolicy, loadRewardModel, recordPolicy } from "./policies";
import type { PromptBook } from "./prompt-book";
import { scoreFnOf } from "./reward-scores";
import { recordAnswers, sampleAnswers } from "./sampling";
import type { Source } from "./sources/source";
import { passThrough, runStage, type Finished } from "./stage-run";
import type { StageContext } from "./workbench";

const BestOfN = z.strictObject({
  n: z.int(),
  goldMean: z.number().nullable(),
  kl: z.number(),
  policyVersionId: z.string(),
});
export type BestOfN = Finished<z.infer<typeof BestOfN>>;

/** The reward model's pick among n answers of the fine-tuned policy: the yardstick beside PPO. */
export function bestOfN(
  ctx: StageContext,
  { source, book }: { source: Source; book: PromptBook },
  input: { config: LoopConfig; policyVersionId: string; rewardModelVersionId: string },
): Promise<BestOfN> {
  const { config, policyVersionId, rewardModelVersionId } = input;
  const { bestOfN: n, bestOfNPrompts } = config.evaluate;
  const spec = {
    kind: "best_of_n",
    name: "best-of-n",
    result: BestOfN,
    inputs: { policyVersionId, rewardModelVersionId },
  } as const;
  return runStage(ctx, { ...spec, config: { n, bestOfNPrompts, generate: config.generate } }, async (run) => {
    const rng = new Philox({ seed: ctx.seed, purpose: "best-of-n/prompts" });
    const prompts = book.draw(rng, "test", bestOfNPrompts);
    const model = await loadPolicy(ctx.bench, policyVersionId);
    const reward = await loadRewardModel(ctx.bench, rewardModelVersionId, model.config);
    const sampling: GenerateConfig = { ...config.generate, temperature: config.ppo.temperature };
    try {
      const best = await chooseBest({
        queries: prompts.map((p) => p.tokens),
        n,
        scoreFn: scoreFnOf(reward),
        generate: async (queries, draw) => {
          await passThrough(run, { step: draw, total: n, unit: "draws" });
          const options = { purpose: "best-of-n", step: draw, config: sampling };
          return sampleAnswers(ctx, { model, eosId: source.tokenizer.specials.eos }, { queries, options });
        },
      });
      const version = {
        name: `best-of-${n}`,
        kind: "best_of_n",
        checkpointId: null,
        parentId: policyVersionId,
      } as const;
      const chosen = await recordPolicy(ctx, { ...version, config: model.config });
      await recordAnswers(ctx, source, {
        policyVersionId: chosen,
        sampling: { ...sampling, bestOf: n, rewardModelVersionId },
        promptIds: prompts.map((p) => book.idOf(p)),
        answers: best.answers,
      });
      const golds = best.answers.map((answer, i) => {
        const prompt = prompts[i];
        return prompt ? source.truth?.(prompt, answer.tokens).gold : undefined;
      });
      await passThrough(run, { step: n, total: n, unit: "draws" });
      return { n, goldMean: meanOrNull(golds), kl: best.kl, policyVersionId: chosen };
    } finally {
      model.params.dispose();
      reward.model.params.dispose();
    }
  });
}

function meanOrNull(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((v) => v !== undefined);
  return known.length === 0 ? null : known.reduce((sum, v) => sum + v, 0) / known.length;
}
