import { ANNOTATORS, drawJudgmentUniforms, judge, type AnnotatorTraits, type SimulatedJudgment } from "@rlhf/datasets";
import { ensureUser } from "@rlhf/db";
import { DataError, newId, type ClaimedTask, type LabelConfig, type LoopConfig, type Member } from "@rlhf/domain";
import { Philox } from "@rlhf/tensor";
import { z } from "zod";
import type { Generated } from "./generate";
import { openJudgedBatch, judgeAll } from "./judged-batch";
import type { PromptBook } from "./prompt-book";
import type { Source, Truth } from "./sources/source";
import { runStage, type Finished } from "./stage-run";
import type { StageContext } from "./workbench";

export const Labeled = z.strictObject({
  batchId: z.string(),
  comparisons: z.int(),
  judgments: z.int(),
  annotators: z.int(),
});
export type Labeled = z.infer<typeof Labeled>;

type Shown = { truth: Truth; tokens: number };

/** Simulated annotators compare the pairs, through the same claim and submit as people. */
export function label(
  ctx: StageContext,
  { source, book }: { source: Source; book: PromptBook },
  { config, generated }: { config: LoopConfig; generated: Generated },
): Promise<Finished<Labeled>> {
  const spec = { kind: "label", name: "label", result: Labeled, inputs: { generate: generated.runId } } as const;
  return runStage(ctx, { ...spec, config: { label: config.label } }, async (run) => {
    const batch = await openJudgedBatch(ctx, {
      name: `labels of ${ctx.pipelineRunId ?? run.runId}`,
      leaseSeconds: config.label.leaseSeconds,
      pairs: generated.pairs.map((p) => ({ generationIds: [p.first, p.second] as const })),
      slots: overlaps(ctx.seed, generated.pairs.length, config.label),
    });
    const annotators = await simulatedAnnotators(ctx, config.label);
    const shown = await shownAnswers(source, book, batch.generations);
    const judged = await judgeAll(run, ctx, {
      batch,
      judges: annotators.map((a) => a.member.userId),
      answer: (task) => {
        const annotator = annotators.find((a) => a.member.userId === task.annotatorId);
        if (!annotator) throw new DataError(`expected one of this batch's annotators, got ${task.annotatorId}`);
        const judgment = simulate(ctx.seed, { task, annotator, shown });
        return {
          judgmentId: newId(),
          side: judgment.side,
          strength: judgment.strength,
          activeMs: Math.round(judgment.seconds * 1000),
        };
      },
    });
    return { batchId: batch.id, comparisons: generated.pairs.length, judgments: judged, annotators: annotators.length };
  });
}

/** `of`: how many annotators share the batch. */
export type SimulatedAnnotator = { member: Member; traits: AnnotatorTraits; of: number };

/** The batch's annotators in their fixed order; the same names are the same users of the project. */
export async function simulatedAnnotators(ctx: StageContext, config: LabelConfig): Promise<SimulatedAnnotator[]> {
  const annotators: SimulatedAnnotator[] = [];
  for (const [i, profile] of config.annotators.entries()) {
    const name = `${profile} ${i + 1}`;
    const member = await ensureUser(ctx.bench.db, {
      projectId: ctx.projectId,
      name,
      kind: "simulated",
      role: "annotator",
    });
    const traits = { ...ANNOTATORS[profile], tieThreshold: config.tieThreshold };
    annotators.push({ member, traits, of: config.annotators.length });
  }
  return annotators;
}

/** What a simulated annotator says of a task; a function of the seed, the task and the annotator alone. */
export function simulate(
  seed: number,
  at: { task: ClaimedTask; annotator: SimulatedAnnotator; shown: Map<string, Shown> },
): SimulatedJudgment {
  const { task, annotator, shown } = at;
  const left = known(shown, task.leftGenerationId);
  const right = known(shown, task.rightGenerationId);
  const rng = new Philox({ seed, purpose: "label", step: annotator.member.ordinal, row: task.taskOrdinal });
  return judge(
    annotator.traits,
    {
      goldLeft: left.truth.gold,
      goldRight: right.truth.gold,
      tokensLeft: left.tokens,
      tokensRight: right.tokens,
      // Annotators take tasks in order and share them evenly, so the ordinal tells how many each has seen.
      itemsSeen: Math.floor(task.taskOrdinal / annotator.of),
    },
    drawJudgmentUniforms(rng),
  );
}

function known(shown: Map<string, Shown>, generationId: string): Shown {
  const answer = shown.get(generationId);
  if (!answer) throw new DataError(`expected a generation of this batch, got ${generationId}`);
  return answer;
}

/** Truth and length of every answer of a batch. @throws DataError on a source that knows no truth. */
export async function shownAnswers(
  source: Source,
  book: PromptBook,
  generations: readonly { id: string; promptId: string; tokenIds: readonly number[] }[],
): Promise<Map<string, Shown>> {
  const { truth } = source;
  if (!truth)
    throw new DataError("simulated annotators: expected a world with known truth; give data.comparisons instead");
  return new Map(
    generations.map((g) => [g.id, { truth: truth(book.byId(g.promptId), g.tokenIds), tokens: g.tokenIds.length }]),
  );
}

/** How many judgments each comparison gets: one, and on a share of them `overlap`. */
function overlaps(seed: number, n: number, { overlap, overlapRate }: LabelConfig): number[] {
  const rng = new Philox({ seed, purpose: "label/overlap" });
  return Array.from({ length: n }, () => (rng.uniform() < overlapRate ? overlap : 1));
}
