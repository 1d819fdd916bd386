import type { LoopConfig } from "@rlhf/domain";
import { bestOfN } from "./best-of-n";
import { evaluate } from "./evaluate";
import { generate } from "./generate";
import { importJudgments } from "./import-judgments";
import { label } from "./label";
import { writeReport } from "./loop-report";
import { pretrain } from "./pretrain";
import { openPromptBook } from "./prompt-book";
import type { LoopReport } from "./report";
import { sft } from "./sft";
import { snapshot } from "./snapshot";
import { openSource } from "./sources/open-source";
import { runPipeline } from "./pipeline-run";
import { trainPpo } from "./train-ppo";
import { trainReward } from "./train-reward";
import type { LoopContext } from "./workbench";

/**
 * The whole of RLHF: prompts → generations → comparisons → judgments → reward model → PPO → new policy → evaluation.
 * Each stage is a run of its own: done once, resumed from its newest checkpoint, stopped within one step.
 */
export async function runLoop(start: LoopContext, config: LoopConfig): Promise<LoopReport> {
  const source = await openSource(config); // files that cannot be used leave no run behind
  return runPipeline(start, { config, data: source.contentSha256 }, async (ctx) => {
    const book = await openPromptBook(ctx, source);
    const room = { source, book };

    // A policy that speaks the language, then one that answers as demonstrated.
    const base = await pretrain(ctx, source, config);
    const tuned = await sft(ctx, source, { config, base: base.policyVersionId });
    const policyVersionId = tuned.policyVersionId;

    // People (here: simulated ones, unless their judgments came with the data) compare two of its answers.
    const generated = source.given ? null : await generate(ctx, room, { config, policyVersionId });
    const labels = generated ? await label(ctx, room, { config, generated }) : await importJudgments(ctx, room, config);
    const judged = await snapshot(ctx, { book, batchId: labels.batchId });

    // A reward model learns what they prefer; PPO moves the policy there and stays near where it began.
    const reward = await trainReward(ctx, room, { config, policyVersionId, snapshot: judged });
    const { rewardModelVersionId } = reward;
    const ppo = await trainPpo(ctx, room, { config, policyVersionId, rewardModelVersionId });

    // Best-of-n stands beside it; a judge who never saw the training compares old and new on held-out prompts.
    const best =
      config.evaluate.bestOfN > 0 ? await bestOfN(ctx, room, { config, policyVersionId, rewardModelVersionId }) : null;
    const candidateId = ppo.policyVersionId;
    const compared = await evaluate(ctx, room, {
      config,
      baselineId: policyVersionId,
      candidateId,
      rewardModelVersionId,
    });

    return writeReport(ctx, room, { config, base, tuned, generated, labels, reward, ppo, best, compared });
  });
}
