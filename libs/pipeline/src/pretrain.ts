import { bestNgram } from "@rlhf/datasets";
import type { LoopConfig } from "@rlhf/domain";
import { initGpt } from "@rlhf/gpt";
import { createSftTrainer, heldoutNats } from "@rlhf/sft";
import { z } from "zod";
import { languageRows, lengthSortedBatches } from "./language-batches";
import { recordPolicy } from "./policies";
import type { Source } from "./sources/source";
import { runStage, type Finished } from "./stage-run";
import { trainToEnd } from "./training";
import type { StageContext } from "./workbench";

const Pretrained = z.strictObject({
  policyVersionId: z.string(),
  tokens: z.int(),
  natsPerToken: z.number(),
  floor: z.number().nullable(),
  bestNgram: z.number(),
});
export type Pretrained = Finished<z.infer<typeof Pretrained>>;

/** Trains a language model from random weights on the source's text. */
export function pretrain(ctx: StageContext, source: Source, config: LoopConfig): Promise<Pretrained> {
  const spec = { kind: "pretrain", name: "pretrain", result: Pretrained, inputs: {} } as const;
  return runStage(ctx, { ...spec, config: { model: config.model, pretrain: config.pretrain } }, async (run) => {
    const { tokens, batchSize, checkpointEvery, ...settings } = config.pretrain;
    const rows = source.writing("pretrain", { tokens, seed: ctx.seed });
    const batches = lengthSortedBatches(rows, { batchSize, seed: ctx.seed, purpose: "pretrain" });
    const model = initGpt({ ...config.model, vocabSize: source.tokenizer.vocabSize }, { seed: ctx.seed });
    const trainer = createSftTrainer({
      model,
      config: { ...settings, lossOn: "all" },
      batches: (step) => languageRows(batches[step] ?? []),
      totalSteps: batches.length,
    });
    try {
      const checkpointId = await trainToEnd(run, trainer, {
        totalSteps: batches.length,
        checkpointEvery,
        unit: "steps",
      });
      const { rows: heldout, floor } = source.heldout();
      const natsPerToken = await heldoutNats(model, languageRows(heldout));
      await run.recordMetrics(batches.length, { "eval/nats_per_token": natsPerToken });
      const policy = { name: "base", kind: "base", checkpointId, parentId: null, config: model.config } as const;
      const policyVersionId = await recordPolicy(ctx, policy);
      const ngram = bestNgram(rows, heldout, { vocabSize: source.tokenizer.vocabSize });
      const count = rows.reduce((sum, row) => sum + row.tokens.length, 0);
      return { policyVersionId, tokens: count, natsPerToken, floor, bestNgram: ngram.natsPerToken };
    } finally {
      trainer.dispose();
      model.params.dispose();
    }
  });
}
