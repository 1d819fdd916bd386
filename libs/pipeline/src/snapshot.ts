import { createSnapshot, listOutcomes } from "@rlhf/db";
import { DataError, type DatasetRow, type PairwiseOutcome } from "@rlhf/domain";
import { z } from "zod";
import type { PromptBook } from "./prompt-book";
import { passThrough, runStage, type Finished } from "./stage-run";
import type { StageContext } from "./workbench";

const Snapshot = z.strictObject({ snapshotId: z.string(), rows: z.int(), contentSha256: z.string() });
export type Snapshot = Finished<z.infer<typeof Snapshot>>;

/** Freezes the counted judgments of a batch as preference rows: the immutable input of a reward model. */
export function snapshot(
  ctx: StageContext,
  { book, batchId }: { book: PromptBook; batchId: string },
): Promise<Snapshot> {
  const spec = { kind: "snapshot", name: "snapshot", result: Snapshot, inputs: { batchId } } as const;
  return runStage(ctx, { ...spec, config: { aggregation: "raw" } }, async (run) => {
    await passThrough(run, { step: 0, total: 1, unit: "snapshots" });
    const outcomes = await listOutcomes(ctx.bench.db, { projectId: ctx.projectId, batchIds: [batchId] });
    if (outcomes.length === 0)
      throw new DataError("snapshot: expected judgments in the batch, got none; label some first");
    const stored = await createSnapshot(ctx.bench.db, {
      projectId: ctx.projectId,
      datasetName: "preferences",
      aggregation: "raw",
      query: { batchId },
      rows: outcomes.map((outcome) => preferenceRow(outcome, book.byId(outcome.promptId).split)),
    });
    return { snapshotId: stored.id, rows: stored.rowCount, contentSha256: stored.contentSha256 };
  });
}

/** One judgment as chosen over rejected; a tie keeps item order with a soft label of one half. */
export function preferenceRow(outcome: PairwiseOutcome, split: DatasetRow["split"]) {
  const firstWon = outcome.outcome >= 0.5;
  return {
    promptId: outcome.promptId,
    chosenGenerationId: firstWon ? outcome.generationI : outcome.generationJ,
    rejectedGenerationId: firstWon ? outcome.generationJ : outcome.generationI,
    softLabel: outcome.outcome === 0.5 ? 0.5 : 1,
    margin: Math.abs(outcome.strength),
    weight: outcome.weight,
    split,
    judgmentIds: [outcome.judgmentId],
  };
}
