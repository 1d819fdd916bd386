import { getRun, type Db } from "@rlhf/db";
import { LearnedBatch, learnedBatches, PolicyDescent, policyDescent, PolicyRow, policyRows } from "@rlhf/db/workbench";
import { PolicyKind, RunKind } from "@rlhf/domain";
import { z } from "zod";
import { notFound } from "../api-errors";
import { memberProcedure, router } from "../procedures";

const Maker = z.strictObject({
  id: z.uuid(),
  seq: z.int(),
  name: z.string(),
  kind: RunKind,
  seed: z.int(),
  codeVersion: z.string(),
  configHash: z.string(),
});
const PolicyDetail = PolicyDescent.extend({
  policy: PolicyRow,
  projectId: z.uuid(),
  run: Maker.nullable(),
  /** Whose judgments its reward model learned from. */
  batches: z.array(LearnedBatch),
});

export const policiesRouter = router({
  /** Versions of all policies, newest first, with where each came from and how much is known of it. */
  list: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        kind: PolicyKind.optional(),
        /** Part of the name. */
        query: z.string().max(200).optional(),
        /** Of each run only its last checkpoint. */
        newestOfRun: z.boolean().optional(),
        ids: z.array(z.uuid()).min(1).max(100).optional(),
        /** The last row of the page before. */
        before: z.strictObject({ createdAt: z.date(), id: z.uuid() }).nullish(),
        limit: z.int().min(1).max(500).default(500),
      }),
    )
    .output(z.strictObject({ policies: z.array(PolicyRow) }))
    .query(async ({ ctx, input }) => ({ policies: await policyRows(ctx.db, input) })),

  /** One version: its ancestors and descendants, and the batches that its reward model learned from. */
  show: memberProcedure
    .input(z.strictObject({ policyVersionId: z.uuid() }))
    .output(PolicyDetail)
    .query(async ({ ctx: { db, projectId }, input: { policyVersionId } }) => {
      const [policy] = await policyRows(db, { projectId, ids: [policyVersionId], limit: 1 });
      if (!policy) throw notFound();
      const [descent, run, batches] = await Promise.all([
        policyDescent(db, policyVersionId),
        policy.runId === null ? null : makerOf(db, policy.runId),
        policy.rewardModel === null ? [] : learnedBatches(db, policy.rewardModel.id),
      ]);
      return { ...descent, policy, projectId, run, batches };
    }),
});

async function makerOf(db: Db, runId: string): Promise<z.infer<typeof Maker>> {
  const { id, seq, name, kind, seed, codeVersion, configHash } = await getRun(db, runId);
  return { id, seq, name, kind, seed, codeVersion, configHash };
}
