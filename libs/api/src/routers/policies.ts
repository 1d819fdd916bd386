import { PolicyRow, policyRows } from "@rlhf/db/workbench";
import { z } from "zod";
import { memberProcedure, router } from "../procedures";

export const policiesRouter = router({
  /** Every version of every policy with where it came from and how much is known of it. */
  list: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(z.strictObject({ policies: z.array(PolicyRow) }))
    .query(async ({ ctx }) => ({ policies: await policyRows(ctx.db, ctx.projectId) })),
});
