import type { LoopConfig } from "@rlhf/domain";
import { createSftTrainer } from "@rlhf/sft";
import { z } from "zod";
import { languageRows, lengthSortedBatches } from "./language-batches";
import { loadPolicy, recordPolicy } from "./policies";
import type { Source } from "./sources/source";
import { runStage, type Finished } from "./stage-run";
import { trainToEnd } from "./training";
import type { StageContext } from "./workbench";

const FineTuned = z.strictObject({ policyVersionId: z.string(), demonstrations: z.int() });
export type FineTuned = Finished<z.infer<typeof FineTuned>>;

/** Fine-tunes a policy on demonstrations. */
export function sft(
  ctx: StageContext,
  source: Source,
  { config, base }: { config: LoopConfig; base: string },
): Promise<FineTuned> {
  const spec = { kind: "sft", name: "sft", result: FineTuned, inputs: { base } } as const;
  return runStage(ctx, { ...spec, config: { sft: config.sft } }, async (run) => {
    const { tokens, batchSize, checkpointEvery, ...settings } = config.sft;
    const rows = source.writing("sft", { tokens, seed: ctx.seed });
    const batches = lengthSortedBatches(rows, { batchSize, seed: ctx.seed, purpose: "sft" });
    const model = await loadPolicy(ctx.bench, base);
    const trainer = createSftTrainer({
      model,
      config: settings,
      batches: (step) => languageRows(batches[step] ?? []),
      totalSteps: batches.length,
    });
    try {
      const checkpointId = await trainToEnd(run, trainer, {
        totalSteps: batches.length,
        checkpointEvery,
        unit: "steps",
      });
      const policy = { name: "sft", kind: "sft", checkpointId, parentId: base, config: model.config } as const;
      return { policyVersionId: await recordPolicy(ctx, policy), demonstrations: rows.length };
    } finally {
      trainer.dispose();
      model.params.dispose();
    }
  });
}
