import { batchHealth, BatchRow, batchRows, qualityRows, setBatchStatus, allIn } from "@rlhf/db/workbench";
import { z } from "zod";
import { notFound } from "../api-errors";
import { BatchQuality, qualityOf } from "../batch-quality";
import { NewBatch, openBatch } from "../new-batch";
import { memberProcedure, router } from "../procedures";
import { QueueHealth, whyNothing } from "../queue-health";

const one = z.strictObject({ batchId: z.uuid() });

export const batchesRouter = router({
  /** Newest first. */
  list: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(z.strictObject({ batches: z.array(BatchRow) }))
    .query(async ({ ctx }) => ({ batches: await batchRows(ctx.db, { projectId: ctx.projectId }) })),

  show: memberProcedure
    .input(one)
    .output(BatchRow)
    .query(async ({ ctx, input }) => {
      const [batch] = await batchRows(ctx.db, input);
      if (!batch) throw notFound();
      return batch;
    }),

  /** A batch for people from prompts × policies. */
  create: memberProcedure
    .input(NewBatch)
    .output(z.strictObject({ id: z.uuid(), comparisons: z.int() }))
    .mutation(async ({ ctx, input }) => {
      const { policyVersionIds: ids, promptSetId } = input;
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "policyVersion", ids }))) throw notFound();
      if (promptSetId && !(await allIn(ctx.db, ctx.projectId, { kind: "promptSet", ids: [promptSetId] })))
        throw notFound();
      return openBatch(ctx.db, input, ctx.actor.userId);
    }),

  /** Opens or closes a batch; leases that run may still be answered. */
  setStatus: memberProcedure
    .input(one.extend({ status: z.enum(["open", "closed"]) }))
    .output(z.strictObject({ status: z.enum(["open", "closed"]) }))
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
