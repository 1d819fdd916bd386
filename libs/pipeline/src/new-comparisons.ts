import { getRun } from "@rlhf/db";
import type { LoopConfig, ScheduledConfig } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { z } from "zod";
import { openJudgedBatch } from "./judged-batch";
import { loadPolicy } from "./policies";
import type { PromptBook } from "./prompt-book";
import { recordAnswers, sampleAnswers } from "./sampling";
import type { Source, SourcePrompt } from "./sources/source";
import { passThrough, runStage, type Finished, type StageRun } from "./stage-run";
import type { StageContext } from "./workbench";

const Offered = z.strictObject({ batchId: z.string(), comparisons: z.int() });
export type Offered = Finished<z.infer<typeof Offered>>;

type Room = { source: Source; book: PromptBook };
type Input = { config: LoopConfig; scheduled: ScheduledConfig; baselineId: string; candidateId: string };

/** A batch for people: the old and the new policy answer the same prompts, which one is item 0 is random. */
export function newComparisons(ctx: StageContext, room: Room, input: Input): Promise<Offered> {
  const { config, scheduled, baselineId, candidateId } = input;
  const { comparisons, validationComparisons } = config.label;
  const spec = { kind: "generate", name: "comparisons", result: Offered, inputs: { baselineId, candidateId } } as const;
  const stageConfig = { generate: config.generate, scheduled };
  return runStage(ctx, { ...spec, config: stageConfig }, async (run) => {
    const rng = new Philox({ seed: ctx.seed, purpose: "comparisons/prompts" });
    // As many held-out prompts as in the loop's own labels, so that the next reward model can be validated.
    const held = Math.ceil((scheduled.comparisons * validationComparisons) / (comparisons + validationComparisons));
    const asked = [...room.book.draw(rng, "train", scheduled.comparisons - held), ...room.book.draw(rng, "val", held)];
    const before = await answers(ctx, room, { ...input, run, asked, policyVersionId: baselineId, draw: 0 });
    const after = await answers(ctx, room, { ...input, run, asked, policyVersionId: candidateId, draw: 1 });
    const pairs = before.map((id, i) => {
      const other = after[i] ?? "";
      return { generationIds: rng.uniform() < 0.5 ? ([id, other] as const) : ([other, id] as const) };
    });
    const { seq } = await getRun(ctx.bench.db, ctx.pipelineRunId ?? run.runId);
    const batch = await openJudgedBatch(ctx, {
      name: `old and new policy, run ${seq}`,
      leaseSeconds: config.label.leaseSeconds,
      pairs,
      slots: pairs.map(() => scheduled.overlap),
      audience: "people",
    });
    return { batchId: batch.id, comparisons: pairs.length };
  });
}

type Answering = Input & { run: StageRun; asked: readonly SourcePrompt[]; policyVersionId: string; draw: number };

async function answers(ctx: StageContext, { source, book }: Room, at: Answering): Promise<string[]> {
  const { config, run, asked, policyVersionId, draw } = at;
  const model = await loadPolicy(ctx.bench, policyVersionId);
  const total = 2 * asked.length;
  try {
    const sampled = await sampleAnswers(
      ctx,
      { model, eosId: source.tokenizer.specials.eos },
      {
        queries: asked.map((p) => p.tokens),
        options: {
          purpose: "comparisons",
          step: draw,
          config: config.generate,
          beforeChunk: (done) => passThrough(run, { step: draw * asked.length + done, total, unit: "answers" }),
        },
      },
    );
    const sampling = { ...config.generate, comparisons: draw };
    return await recordAnswers(ctx, source, {
      policyVersionId,
      sampling,
      promptIds: asked.map((p) => book.idOf(p)),
      answers: sampled,
    });
  } finally {
    model.params.dispose();
  }
}
