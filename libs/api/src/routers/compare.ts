import { listLabelBatches, listOutcomes, type Db } from "@rlhf/db";
import {
  allIn,
  countJudgments,
  JudgmentRow,
  judgmentRows,
  promptTraits,
  RegressionRow,
  regressionRows,
  RewardModelRow,
  rewardModelRows,
  SampleRow,
  sideBySideSamples,
  triageRegression,
  TriageStatus,
} from "@rlhf/db/workbench";
import { Split, UserKind } from "@rlhf/domain";
import { sampleSize } from "@rlhf/stats";
import { z } from "zod";
import { notFound } from "../api-errors";
import { Biases, biasesOf } from "../comparison/biases";
import { cached } from "../comparison/cached";
import { MatrixCell, rate, Ratings, winMatrix } from "../comparison/matrix";
import { calibrate, RewardCalibration } from "../comparison/reward-calibration";
import { Slice, sliced, SLICED_BY } from "../comparison/slices";
import { outcomesOf, Verdict, verdictOf } from "../comparison/verdict";
import { memberProcedure, router } from "../procedures";

// Every number comes from rows of pairwise_outcome through @rlhf/stats, and `judgments` shows the rows behind it.

const inProject = z.strictObject({ projectId: z.uuid(), judgeKind: UserKind.optional() });
const Pair = inProject.extend({ candidateId: z.uuid(), baselineId: z.uuid() });
const pageOf = { limit: z.int().min(1).max(100).default(30) };
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

export const compareRouter = router({
  /** The verdict sentence's numbers; null without judgments between the two. */
  verdict: memberProcedure
    .input(Pair)
    .output(
      z.strictObject({
        verdict: Verdict.nullable(),
        /** Judgments that a fixed-size test of the observed rate would need for power 0.8; null at a rate of ½. */
        needed: z.int().nullable(),
      }),
    )
    .query(async ({ ctx, input }) => {
      await assertPair(ctx, input);
      const verdict = await cached(ctx.db, question("verdict", input), () => verdictOf(ctx.db, input));
      return { verdict, needed: verdict && neededFor(verdict) };
    }),

  /** Win rate of every pair of policies that was judged, from both sides. */
  matrix: memberProcedure
    .input(inProject)
    .output(z.strictObject({ cells: z.array(MatrixCell) }))
    .query(async ({ ctx, input }) => ({
      cells: await cached(ctx.db, question("matrix", input), async () => winMatrix(await listOutcomes(ctx.db, input))),
    })),

  /** Bradley–Terry ratings with ties, position and length. */
  ratings: memberProcedure
    .input(inProject.extend({ baselineId: z.uuid().optional() }))
    .output(z.strictObject({ ratings: Ratings.nullable() }))
    .query(async ({ ctx, input: { baselineId, ...filter } }) => {
      if (baselineId && !(await allIn(ctx.db, ctx.projectId, { kind: "policyVersion", ids: [baselineId] })))
        throw notFound();
      const compute = async () => rate(await listOutcomes(ctx.db, filter), baselineId);
      return { ratings: await cached(ctx.db, question("ratings", { ...filter, baselineId }), compute) };
    }),

  slices: memberProcedure
    .input(Pair.extend({ by: z.enum(SLICED_BY) }))
    .output(z.strictObject({ slices: z.array(Slice) }))
    .query(async ({ ctx, input: { by, ...pair } }) => {
      await assertPair(ctx, pair);
      return { slices: await cached(ctx.db, question("slices", { by, ...pair }), () => slicesOf(ctx.db, pair, by)) };
    }),

  /** Do judges prefer the left answer, or the longer one? Overall and by annotator. */
  biases: memberProcedure
    .input(inProject)
    .output(Biases)
    .query(({ ctx, input }) =>
      cached(ctx.db, question("biases", input), async () => biasesOf(await listOutcomes(ctx.db, input))),
    ),

  rewardModels: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(z.strictObject({ rewardModels: z.array(RewardModelRow) }))
    .query(async ({ ctx }) => ({ rewardModels: await rewardModelRows(ctx.db, ctx.projectId) })),

  /** A reward model against the judges, with the human ceiling; null where it has scored no judged pair. */
  calibration: memberProcedure
    .input(inProject.extend({ rewardModelVersionId: z.uuid() }))
    .output(z.strictObject({ calibration: RewardCalibration.nullable() }))
    .query(async ({ ctx, input }) => {
      const ids = [input.rewardModelVersionId];
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "rewardModelVersion", ids }))) throw notFound();
      return { calibration: await cached(ctx.db, question("calibration", input), () => calibrate(ctx.db, input)) };
    }),

  /** Answers of two to six policies to the same prompts, those on which judges disagree most first. */
  samples: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        policyVersionIds: z.array(z.uuid()).min(2).max(6),
        search: z.string().max(200).optional(),
        offset: z.int().min(0).max(100_000).default(0),
        ...pageOf,
      }),
    )
    .output(z.strictObject({ rows: z.array(SampleRow) }))
    .query(async ({ ctx, input }) => {
      const ids = input.policyVersionIds;
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "policyVersion", ids }))) throw notFound();
      return { rows: await sideBySideSamples(ctx.db, input) };
    }),

  /** Prompts on which the candidate loses, with what was decided about each. */
  regressions: memberProcedure
    .input(Pair.omit({ judgeKind: true }).extend({ status: TriageStatus.optional(), ...pageOf }))
    .output(z.strictObject({ rows: z.array(RegressionRow) }))
    .query(async ({ ctx, input }) => {
      await assertPair(ctx, input);
      return { rows: await regressionRows(ctx.db, input) };
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
});

const question = <F extends { projectId: string }>(name: string, filter: F) => {
  return { name, projectId: filter.projectId, filter };
};

type Compared = z.infer<typeof Pair>;

async function assertPair(ctx: { db: Db; projectId: string }, { candidateId, baselineId }: Compared): Promise<void> {
  const ids = [candidateId, baselineId];
  if (!(await allIn(ctx.db, ctx.projectId, { kind: "policyVersion", ids }))) throw notFound();
}

function neededFor({ winRate, ties, judgments, prompts }: z.infer<typeof Verdict>): number | null {
  const tieRate = ties / judgments;
  if (winRate === 0.5 || Math.abs(winRate - 0.5) > (1 - tieRate) / 2) return null;
  return sampleSize({ winRate, tieRate, judgmentsPerPrompt: judgments / prompts }).judgments;
}

async function slicesOf(db: Db, pair: Compared, by: (typeof SLICED_BY)[number]) {
  const rows = await outcomesOf(db, pair);
  const [prompts, batches] = await Promise.all([
    promptTraits(
      db,
      rows.map((row) => row.promptId),
    ),
    listLabelBatches(db, pair.projectId),
  ]);
  const labels = { prompts, batches: new Map(batches.map(({ id, name }) => [id, name])) };
  return sliced(rows, { candidateId: pair.candidateId, by, labels });
}
