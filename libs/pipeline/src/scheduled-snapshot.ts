import { createSnapshot, listOutcomes } from "@rlhf/db";
import { DataError } from "@rlhf/domain";
import { z } from "zod";
import { policyInUse } from "./policy-in-use";
import type { PromptBook } from "./prompt-book";
import { preferenceRow } from "./snapshot";
import { passThrough, runStage, type Finished } from "./stage-run";
import type { StageContext } from "./workbench";

const Gathered = z.strictObject({
  snapshotId: z.string(),
  rows: z.int(),
  contentSha256: z.string(),
  /** The policy that this run sets out to improve. */
  policyVersionId: z.string(),
});
export type Gathered = Finished<z.infer<typeof Gathered>>;

/** Freezes every judgment of the project by people and simulated annotators, and says which policy is in use. */
export function gather(ctx: StageContext, { book }: { book: PromptBook }): Promise<Gathered> {
  const spec = { kind: "snapshot", name: "snapshot", result: Gathered, inputs: {} } as const;
  return runStage(ctx, { ...spec, config: { aggregation: "raw" } }, async (run, { bench }) => {
    await passThrough(run, { step: 0, total: 1, unit: "snapshots" });
    const { projectId } = ctx;
    const outcomes = (await listOutcomes(bench.db, { projectId })).filter(
      (o) => (o.judgeKind === "human" || o.judgeKind === "simulated") && book.has(o.promptId),
    );
    if (outcomes.length === 0)
      throw new DataError("snapshot: expected judgments of people in the project, got none; label some first");
    const stored = await createSnapshot(bench.db, {
      projectId,
      datasetName: "preferences",
      aggregation: "raw",
      query: { judges: ["human", "simulated"], run: run.runId },
      rows: outcomes.map((outcome) => preferenceRow(outcome, book.byId(outcome.promptId).split)),
    });
    const { id: snapshotId, rowCount: rows, contentSha256 } = stored;
    return { snapshotId, rows, contentSha256, policyVersionId: await policyInUse(ctx) };
  });
}
