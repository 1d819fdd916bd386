import { findAnything, Found } from "@rlhf/db/workbench";
import { z } from "zod";
import { memberProcedure, router } from "../procedures";

export const findRouter = router({
  /** Runs, policies, batches and prompts that contain all the words; without words the newest of each. */
  anything: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        words: z.string().trim().max(200).default(""),
        limit: z.int().min(1).max(20).default(6),
      }),
    )
    .output(Found)
    .query(({ ctx, input }) => findAnything(ctx.db, { ...input, words: input.words.replaceAll(/\s+/g, " ") })),
});
