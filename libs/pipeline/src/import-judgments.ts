import { ensureUser } from "@rlhf/db";
import { DataError, newId, type LoopConfig } from "@rlhf/domain";
import { openJudgedBatch, judgeAll } from "./judged-batch";
import { Labeled } from "./label";
import { recordPolicy } from "./policies";
import type { PromptBook } from "./prompt-book";
import { recordAnswers } from "./sampling";
import type { Source } from "./sources/source";
import { hashOf, runStage, type Finished } from "./stage-run";
import type { StageContext } from "./workbench";

/** Stands for the people who judged before the data came here; a reserved domain, nobody's address (RFC 2606). */
const IMPORTER = "imported@judgments.invalid";

/** Writes judgments that came with the data as those of one imported judge: prompts, both answers, task, judgment, outcome. */
export function importJudgments(
  ctx: StageContext,
  { source, book }: { source: Source; book: PromptBook },
  config: LoopConfig,
): Promise<Finished<Labeled>> {
  const given = source.given ?? [];
  const content = hashOf([source.tokenizer.toJSON(), given.map((g) => [g.prompt.text, g.chosen, g.rejected])]);
  const spec = { kind: "label", name: "import", result: Labeled, inputs: { content } } as const;
  return runStage(ctx, { ...spec, config: { leaseSeconds: config.label.leaseSeconds } }, async (run) => {
    if (given.length === 0) throw new DataError("import: expected comparisons in the data, got none");
    const { model } = config;
    const shape = { ...model, vocabSize: source.tokenizer.vocabSize };
    const external = { name: "imported", kind: "external", checkpointId: null, parentId: null, config: shape } as const;
    const policyVersionId = await recordPolicy(ctx, external);
    const encode = (text: string, queryLength: number) =>
      [...source.tokenizer.encode(text), source.tokenizer.specials.eos].slice(0, model.nCtx - queryLength);
    const answers = given.flatMap((g) =>
      [g.chosen, g.rejected].map((text) => {
        const tokens = encode(text, g.prompt.tokens.length);
        return { tokens, finished: tokens.at(-1) === source.tokenizer.specials.eos };
      }),
    );
    const ids = await recordAnswers(ctx, source, {
      policyVersionId,
      sampling: { imported: content },
      promptIds: given.flatMap((g) => [book.idOf(g.prompt), book.idOf(g.prompt)]),
      answers,
    });
    const batch = await openJudgedBatch(ctx, {
      name: `imported ${content.slice(0, 12)}`,
      leaseSeconds: config.label.leaseSeconds,
      pairs: given.map((_, i) => ({ generationIds: [ids[2 * i] ?? "", ids[2 * i + 1] ?? ""] as const })),
      slots: given.map(() => 1),
    });
    const chosen = new Set(ids.filter((_, i) => i % 2 === 0));
    const judge = { name: "imported judgments", kind: "human", role: "annotator", email: IMPORTER } as const;
    const member = await ensureUser(ctx.bench.db, { projectId: ctx.projectId, ...judge });
    await judgeAll(run, ctx, {
      batch,
      judges: [member.userId],
      answer: (task) => ({
        judgmentId: newId(),
        side: chosen.has(task.leftGenerationId) ? "left" : "right",
        strength: 1,
      }),
    });
    return { batchId: batch.id, comparisons: given.length, judgments: given.length, annotators: 1 };
  });
}
