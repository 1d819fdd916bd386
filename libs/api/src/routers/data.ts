import {
  allIn,
  changePrompts,
  PreferenceRow,
  preferenceRows,
  PromptRow,
  promptRows,
  PromptSetRow,
  promptSetRows,
  SnapshotRow,
  snapshotRows,
} from "@rlhf/db/workbench";
import { Split } from "@rlhf/domain";
import { z } from "zod";
import { notFound } from "../api-errors";
import { memberProcedure, router } from "../procedures";
import { Page } from "./shapes";

const inProject = z.strictObject({ projectId: z.uuid() });
const tag = z.string().trim().min(1).max(100);

// Files come and go through /api/files (files.ts), because they stream.

export const dataRouter = router({
  promptSets: memberProcedure
    .input(inProject)
    .output(z.strictObject({ promptSets: z.array(PromptSetRow) }))
    .query(async ({ ctx }) => ({ promptSets: await promptSetRows(ctx.db, ctx.projectId) })),

  /** In their order; `after` is the ordinal of the last row of the page before. */
  prompts: memberProcedure
    .input(
      z.strictObject({
        promptSetId: z.uuid(),
        split: Split.optional(),
        tag: tag.optional(),
        search: z.string().max(200).optional(),
        after: z.int().min(0).optional(),
        ...Page,
      }),
    )
    .output(z.strictObject({ prompts: z.array(PromptRow) }))
    .query(async ({ ctx, input }) => ({ prompts: await promptRows(ctx.db, input) })),

  /** Tags prompts, or moves them to a split. */
  changePrompts: memberProcedure
    .input(
      inProject.extend({
        promptIds: z.array(z.uuid()).min(1).max(1_000),
        addTags: z.array(tag).max(20).default([]),
        removeTags: z.array(tag).max(20).default([]),
        split: Split.nullable().default(null),
      }),
    )
    .output(z.strictObject({ changed: z.int() }))
    .mutation(async ({ ctx, input: { promptIds, addTags, removeTags, split } }) => {
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "prompt", ids: promptIds }))) throw notFound();
      return { changed: await changePrompts(ctx.db, { promptIds, add: addTags, remove: removeTags, split }) };
    }),

  /** Frozen judgments and imported files, with where each came from and which runs read it. */
  snapshots: memberProcedure
    .input(inProject)
    .output(z.strictObject({ snapshots: z.array(SnapshotRow) }))
    .query(async ({ ctx }) => ({ snapshots: await snapshotRows(ctx.db, ctx.projectId) })),

  /** The preference pairs of a snapshot of judgments. */
  rows: memberProcedure
    .input(z.strictObject({ snapshotId: z.uuid(), after: z.int().min(-1).default(-1), ...Page }))
    .output(z.strictObject({ rows: z.array(PreferenceRow) }))
    .query(async ({ ctx, input }) => ({ rows: await preferenceRows(ctx.db, input) })),
});
