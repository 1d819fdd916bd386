import { listLabelBatches, type Db } from "@rlhf/db";
import { allIn, memberRows, plannedJudgments, promptTraits, RewardModelRow, rewardModelRows } from "@rlhf/db/workbench";
import { sampleSize } from "@rlhf/stats";
import { z } from "zod";
import { notFound } from "../api-errors";
import { Biases, biasesOf } from "../comparison/biases";
import { cached } from "../comparison/cached";
import { MatrixCell, rate, Ratings, winMatrix } from "../comparison/matrix";
import { calibrate, RewardCalibration } from "../comparison/reward-calibration";
import { sharedOutcomes } from "../comparison/shared-outcomes";
import { Slice, sliced, SLICED_BY } from "../comparison/slices";
import { assertPair, inProject, Pair, question, type Compared } from "../comparison/question";
import { outcomesOf, Verdict, verdictOf } from "../comparison/verdict";
import { memberProcedure, router } from "../procedures";
import { chartProcedures } from "./compare-charts";
import { evidenceProcedures } from "./compare-evidence";

// Every number comes from rows of pairwise_outcome through @rlhf/stats, and `judgments` shows the rows behind it.

export const compareRouter = router({
  ...chartProcedures,
  ...evidenceProcedures,

  /** The verdict sentence's numbers; null without judgments between the two. */
  verdict: memberProcedure
    .input(Pair)
    .output(
      z.strictObject({
        verdict: Verdict.nullable(),
        /** Judgments that a fixed-size test of the observed rate would need for power 0.8; null at a rate of ½. */
        needed: z.int().nullable(),
        /** Judgments that the batches ask for between the two. */
        planned: z.int(),
      }),
    )
    .query(async ({ ctx, input }) => {
      await assertPair(ctx, input);
      const [verdict, planned] = await Promise.all([
        cached(ctx.db, question("verdict", input), () => verdictOf(ctx.db, input)),
        plannedJudgments(ctx.db, input),
      ]);
      return { verdict, needed: verdict && neededFor(verdict), planned };
    }),

  /** Win rate of every pair of policies that was judged, from both sides. */
  matrix: memberProcedure
    .input(inProject)
    .output(z.strictObject({ cells: z.array(MatrixCell) }))
    .query(async ({ ctx, input }) => ({
      cells: await cached(ctx.db, question("matrix", input), async () =>
        winMatrix(await sharedOutcomes(ctx.db, input)),
      ),
    })),

  /** Bradley–Terry ratings with ties, position and length. */
  ratings: memberProcedure
    .input(inProject.extend({ baselineId: z.uuid().optional() }))
    .output(z.strictObject({ ratings: Ratings.nullable() }))
    .query(async ({ ctx, input: { baselineId, ...filter } }) => {
      if (baselineId && !(await allIn(ctx.db, ctx.projectId, { kind: "policyVersion", ids: [baselineId] })))
        throw notFound();
      const compute = async () => rate(await sharedOutcomes(ctx.db, filter), baselineId);
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
      cached(ctx.db, question("biases", input), async () => {
        const [rows, members] = await Promise.all([sharedOutcomes(ctx.db, input), memberRows(ctx.db, input.projectId)]);
        return biasesOf(rows, new Map(members.map(({ userId, name }) => [userId, name])));
      }),
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
});

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
