import {
  allIn,
  countJudgments,
  countRegressions,
  JudgmentRow,
  judgmentRows,
  RegressionRow,
  regressionRows,
  SAMPLE_ORDERS,
  SampleRow,
  sideBySideSamples,
  triageRegression,
  TriageStatus,
} from "@rlhf/db/workbench";
import { Split } from "@rlhf/domain";
import { z } from "zod";
import { notFound } from "../api-errors";
import { assertPair, inProject, Pair } from "../comparison/question";
import { memberProcedure } from "../procedures";

// What the numbers of a comparison are made of: answers side by side, lost prompts, judgments.

const paged = { offset: z.int().min(0).max(100_000).default(0), limit: z.int().min(1).max(500).default(30) };
const Counts = z.strictObject({ open: z.int(), acknowledged: z.int(), fixed: z.int(), wont_fix: z.int() });
const JudgmentQuestion = inProject.extend({
  /** None: every pair. Without a baseline: the candidate against anyone. */
  candidateId: z.uuid().optional(),
  baselineId: z.uuid().optional(),
  promptId: z.uuid().optional(),
  annotatorId: z.uuid().optional(),
  batchId: z.uuid().optional(),
  /** 1 = the candidate won, 0 = it lost, ½ = neither. */
  outcome: z.union([z.literal(0), z.literal(0.5), z.literal(1)]).optional(),
  tag: z.string().min(1).max(100).optional(),
  split: Split.optional(),
  /** Characters of the prompt: more than the first, at most the second. */
  charsOver: z.int().min(0).optional(),
  charsUpTo: z.int().min(0).optional(),
  before: z.strictObject({ at: z.date(), judgmentId: z.uuid() }).nullish(),
  limit: z.int().min(1).max(500).default(30),
});

export const evidenceProcedures = {
  /** Answers of two to six policies to the same prompts; `votes` are those between the first two. */
  samples: memberProcedure
    .input(
      inProject.extend({
        policyVersionIds: z.array(z.uuid()).min(2).max(6),
        /** Part of the prompt or of an answer. */
        search: z.string().max(200).optional(),
        order: z.enum(SAMPLE_ORDERS).default("disputed"),
        ...paged,
      }),
    )
    .output(z.strictObject({ rows: z.array(SampleRow), total: z.int() }))
    .query(async ({ ctx, input }) => {
      const ids = input.policyVersionIds;
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "policyVersion", ids }))) throw notFound();
      return sideBySideSamples(ctx.db, input);
    }),

  /** Prompts on which the candidate loses, with what was decided about each, and how many there are of each state. */
  regressions: memberProcedure
    .input(Pair.extend({ status: TriageStatus.optional(), ...paged }))
    .output(z.strictObject({ rows: z.array(RegressionRow), counts: Counts }))
    .query(async ({ ctx, input }) => {
      await assertPair(ctx, input);
      const [rows, counts] = await Promise.all([regressionRows(ctx.db, input), countRegressions(ctx.db, input)]);
      return { rows, counts };
    }),

  triage: memberProcedure
    .input(
      Pair.omit({ judgeKind: true }).extend({
        promptId: z.uuid(),
        status: TriageStatus,
        note: z.string().max(2_000).nullable().default(null),
      }),
    )
    .output(z.strictObject({ done: z.boolean() }))
    .mutation(async ({ ctx, input }) => {
      await assertPair(ctx, input);
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "prompt", ids: [input.promptId] }))) throw notFound();
      await triageRegression(ctx.db, { ...input, userId: ctx.actor.userId });
      return { done: true };
    }),

  /** The judgments behind a number, newest first; `total` on the first page. */
  judgments: memberProcedure
    .input(JudgmentQuestion)
    .output(z.strictObject({ rows: z.array(JudgmentRow), total: z.int().nullable() }))
    .query(async ({ ctx, input }) => {
      const ids = [input.candidateId, input.baselineId].filter((id) => id !== undefined);
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "policyVersion", ids }))) throw notFound();
      const [rows, total] = await Promise.all([
        judgmentRows(ctx.db, input),
        input.before ? null : countJudgments(ctx.db, input),
      ]);
      return { rows, total };
    }),
};
