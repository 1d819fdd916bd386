import {
  allIn,
  changePrompts,
  importedFiles,
  PreferenceRow,
  preferenceRows,
  PromptRow,
  promptRows,
  PromptSetRow,
  promptSetRows,
  promptTags,
  SnapshotRow,
  snapshotRows,
} from "@rlhf/db/workbench";
import { DataError, Split } from "@rlhf/domain";
import { z } from "zod";
import { notFound } from "../api-errors";
import { ImportedRows, importedRows, RowPlace } from "../import-rows";
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

  /** The tags of a set with how many prompts have each, most used first. */
  tags: memberProcedure
    .input(z.strictObject({ promptSetId: z.uuid() }))
    .output(z.strictObject({ tags: z.array(z.strictObject({ tag: z.string(), prompts: z.int() })) }))
    .query(async ({ ctx, input }) => ({ tags: await promptTags(ctx.db, input.promptSetId) })),

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
    .query(async ({ ctx }) => ({ snapshots: await snapshotRows(ctx.db, { projectId: ctx.projectId }) })),

  snapshot: memberProcedure
    .input(z.strictObject({ snapshotId: z.uuid() }))
    .output(SnapshotRow)
    .query(async ({ ctx, input }) => {
      const [snapshot] = await snapshotRows(ctx.db, { ...input, projectId: ctx.projectId });
      if (!snapshot) throw notFound();
      return snapshot;
    }),

  /** The preference pairs of a snapshot of judgments. */
  rows: memberProcedure
    .input(z.strictObject({ snapshotId: z.uuid(), after: z.int().min(-1).default(-1), ...Page }))
    .output(z.strictObject({ rows: z.array(PreferenceRow) }))
    .query(async ({ ctx, input }) => ({ rows: await preferenceRows(ctx.db, input) })),

  /** The rows of an imported file as they are stored. */
  importedRows: memberProcedure
    .input(z.strictObject({ snapshotId: z.uuid(), after: RowPlace.default({ offset: 0, rowNo: 0 }), ...Page }))
    .output(ImportedRows)
    .query(async ({ ctx, input: { snapshotId, after, limit } }) => {
      const [file] = await importedFiles(ctx.db, ctx.projectId, [snapshotId]);
      if (!file)
        throw new DataError("rows: expected an imported file, this snapshot holds judged pairs; ask data.rows");
      return importedRows(ctx.artifacts, { sha256: file.sha256, after, limit });
    }),
});
