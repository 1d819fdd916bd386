import { lastJudgedPair, newestComparison } from "@rlhf/db/workbench";
import { z } from "zod";
import { LengthBin, lengthBins, Strengths, strengthsOf } from "../comparison/answers";
import { cached } from "../comparison/cached";
import { Frontier, frontierOf } from "../comparison/frontier";
import { historyOf, HistoryPoint } from "../comparison/history";
import { assertPair, Pair, question } from "../comparison/question";
import { outcomesOf } from "../comparison/verdict";
import { memberProcedure } from "../procedures";

const Answers = z.strictObject({ lengths: z.array(LengthBin), strengths: Strengths });

/** What only the pictures of the comparison page need. */
export const chartProcedures = {
  /** The pair to open with: of the newest evaluation, else the one judged last. */
  newest: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(z.strictObject({ pair: z.strictObject({ candidateId: z.uuid(), baselineId: z.uuid() }).nullable() }))
    .query(async ({ ctx }) => {
      const pair = (await newestComparison(ctx.db, ctx.projectId)) ?? (await lastJudgedPair(ctx.db, ctx.projectId));
      return { pair: pair && { candidateId: pair.candidateId, baselineId: pair.baselineId } };
    }),

  /** The win rate and its always-valid interval as judgments came in. */
  history: memberProcedure
    .input(Pair)
    .output(z.strictObject({ points: z.array(HistoryPoint) }))
    .query(async ({ ctx, input }) => {
      await assertPair(ctx, input);
      const compute = async () => historyOf(await outcomesOf(ctx.db, input), input.candidateId);
      return { points: await cached(ctx.db, question("history", input), compute) };
    }),

  /** Win rate by difference in length, and what was pressed. */
  answers: memberProcedure
    .input(Pair)
    .output(Answers)
    .query(async ({ ctx, input }) => {
      await assertPair(ctx, input);
      return cached(ctx.db, question("answers", input), async () => {
        const rows = await outcomesOf(ctx.db, input);
        return { lengths: lengthBins(rows, input.candidateId), strengths: strengthsOf(rows, input.candidateId) };
      });
    }),

  /** Reward and KL of every policy: at its checkpoints, in evaluations, and what best-of-n would reach. */
  frontier: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(Frontier)
    .query(({ ctx }) => frontierOf(ctx.db, ctx.projectId)),
};
