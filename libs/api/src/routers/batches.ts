import type { Db } from "@rlhf/db";
import {
  allIn,
  batchAgreements,
  BatchDetail,
  batchDetail,
  batchHealth,
  BatchRow,
  batchRows,
  qualityRows,
  setBatchStatus,
} from "@rlhf/db/workbench";
import { wilsonInterval } from "@rlhf/stats";
import { z } from "zod";
import { notFound } from "../api-errors";
import { BatchQuality, qualityOf } from "../batch-quality";
import { BatchPlan, NewBatch, openBatch, PairSource, planBatch } from "../new-batch";
import { memberProcedure, router } from "../procedures";
import { QueueHealth, whyNothing } from "../queue-health";
import { Interval } from "./shapes";

const Status = z.enum(["draft", "open", "closed"]);
const Agreement = z.strictObject({ batchId: z.uuid(), agreement: z.number(), interval: Interval, items: z.int() });
const one = z.strictObject({ batchId: z.uuid() });

export const batchesRouter = router({
  /** Newest first. */
  list: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(z.strictObject({ batches: z.array(BatchRow) }))
    .query(async ({ ctx }) => ({ batches: await batchRows(ctx.db, { projectId: ctx.projectId }) })),

  /** How often two judges of a pair agreed, of each batch in which some pair has two. */
  agreement: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(z.strictObject({ agreements: z.array(Agreement) }))
    .query(async ({ ctx }) => {
      const found = await batchAgreements(ctx.db, ctx.projectId);
      const agreements = found.map((row) => ({
        ...row,
        interval: wilsonInterval(row.agreement * row.items, row.items),
      }));
      return { agreements };
    }),

  /** A batch with what it was made of. */
  show: memberProcedure
    .input(one)
    .output(BatchDetail)
    .query(async ({ ctx, input }) => {
      const batch = await batchDetail(ctx.db, input.batchId);
      if (!batch) throw notFound();
      return batch;
    }),

  /** How many comparisons a batch would hold, before it is made. */
  plan: memberProcedure
    .input(PairSource)
    .output(BatchPlan)
    .query(async ({ ctx, input }) => {
      await refuseForeign(ctx.db, ctx.projectId, input);
      return planBatch(ctx.db, input);
    }),

  /** A batch from prompts × policies. */
  create: memberProcedure
    .input(NewBatch)
    .output(z.strictObject({ id: z.uuid(), comparisons: z.int() }))
    .mutation(async ({ ctx, input }) => {
      await refuseForeign(ctx.db, ctx.projectId, input);
      return openBatch(ctx.db, input, ctx.actor.userId);
    }),

  /** Opens, pauses (draft) or closes a batch; leases that run may still be answered. */
  setStatus: memberProcedure
    .input(one.extend({ status: Status }))
    .output(z.strictObject({ status: Status }))
    .mutation(async ({ ctx, input }) => {
      await setBatchStatus(ctx.db, input.batchId, input.status);
      return { status: input.status };
    }),

  /** Why something is served, or is not. */
  health: memberProcedure
    .input(one)
    .output(QueueHealth)
    .query(async ({ ctx, input }) => {
      const [[batch], health] = await Promise.all([batchRows(ctx.db, input), batchHealth(ctx.db, input.batchId)]);
      if (!batch) throw notFound();
      return { ...health, why: whyNothing(batch, health) };
    }),

  /** α with its interval, and each annotator's speed, agreement, left bias, gold and repeats. */
  quality: memberProcedure
    .input(one)
    .output(BatchQuality)
    .query(async ({ ctx, input }) => qualityOf(await qualityRows(ctx.db, input.batchId))),
});

type Named = { policyVersionIds: readonly string[]; promptSetId?: string };

async function refuseForeign(db: Db, projectId: string, { policyVersionIds: ids, promptSetId }: Named): Promise<void> {
  if (!(await allIn(db, projectId, { kind: "policyVersion", ids }))) throw notFound();
  if (promptSetId && !(await allIn(db, projectId, { kind: "promptSet", ids: [promptSetId] }))) throw notFound();
}
