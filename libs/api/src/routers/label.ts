import { retractJudgment, skipTask, submitJudgment } from "@rlhf/db";
import {
  agreementWithOthers,
  AnsweredItem,
  answeredItems,
  labelingPace,
  NextTask,
  nextTask,
  readGuideline,
  renewLease,
  waitingTasks,
} from "@rlhf/db/workbench";
import { JudgmentInput, SubmitResult } from "@rlhf/domain";
import { wilsonInterval } from "@rlhf/stats";
import { z } from "zod";
import type { Db } from "@rlhf/db";
import { memberProcedure, router } from "../procedures";
import { notFound } from "../api-errors";
import { Interval, Page } from "./shapes";

// The browser gets what contracts.md "Judgments" allows and nothing else; the claim itself mixes checks in.

const GiveBack = z.strictObject({
  assignmentId: z.uuid(),
  reason: z.enum(["unclear", "no_expertise", "offensive", "broken", "other"]),
  note: z.string().max(2_000).optional(),
});
const Done = z.strictObject({ done: z.boolean() });
const Progress = z.strictObject({
  today: z.int(),
  total: z.int(),
  lastHour: z.int(),
  medianSeconds: z.number().nullable(),
  /** Share of my decided answers that others' answers to the same task agree with; null before there are any. */
  agreement: z.strictObject({ rate: z.number(), interval: Interval, n: z.int() }).nullable(),
  /** Roughly how much waits; an exact count would tell whether the last item was a check. */
  waiting: z.enum(["none", "few", "tens", "hundreds"]),
});
const Guideline = z.strictObject({ version: z.int(), bodyMd: z.string(), versions: z.array(z.int()) });
const reasonText = ({ reason, note }: z.infer<typeof GiveBack>, kind: "skip" | "flag"): string =>
  [`${kind}:${reason}`, note].filter(Boolean).join(" ");

export const labelRouter = router({
  /** The live lease, or a new task from the named batch or any open one. */
  next: memberProcedure
    .input(z.strictObject({ projectId: z.uuid(), batchId: z.uuid().optional() }))
    .output(NextTask)
    .mutation(({ ctx, input }) =>
      nextTask(ctx.db, { annotatorId: ctx.actor.userId, projectId: ctx.projectId, batchId: input.batchId }),
    ),

  /** Stores an answer once, however often it is sent; a late one is kept as surplus. `andNext`: the next task comes with
   * the reply, so that going on costs one round trip and not two. */
  submit: memberProcedure
    .input(JudgmentInput.safeExtend({ andNext: z.boolean().default(false) }))
    .output(SubmitResult.extend({ next: NextTask.optional() }))
    .mutation(async ({ ctx, input: { andNext, ...judgment } }) => {
      const judge = { annotatorId: ctx.actor.userId, projectId: ctx.projectId };
      const stored = await submitJudgment(ctx.db, judge, judgment);
      return andNext ? { ...stored, next: await nextTask(ctx.db, judge) } : stored;
    }),

  /** Another answer in place of `previousId`; the old one stays in the record. */
  edit: memberProcedure
    .input(JudgmentInput.refine((j) => j.previousId !== null, { path: ["previousId"], message: "expected an id" }))
    .output(SubmitResult)
    .mutation(({ ctx, input }) => submitJudgment(ctx.db, { annotatorId: ctx.actor.userId }, input)),

  /** Takes an answer back: `judgmentId` is new, `previousId` the answer that stands. The task is free again. */
  undo: memberProcedure
    .input(z.strictObject({ judgmentId: z.uuid(), assignmentId: z.uuid(), previousId: z.uuid() }))
    .output(SubmitResult)
    .mutation(({ ctx, input }) => retractJudgment(ctx.db, { annotatorId: ctx.actor.userId }, input)),

  skip: memberProcedure
    .input(GiveBack)
    .output(Done)
    .mutation(async ({ ctx, input }) => ({ done: await giveBack(ctx, input, "skip") })),

  /** Gives the task back and says that something is wrong with it. */
  flag: memberProcedure
    .input(GiveBack)
    .output(Done)
    .mutation(async ({ ctx, input }) => ({ done: await giveBack(ctx, input, "flag") })),

  /** Keeps the lease while somebody reads; false when it ran out (an answer is kept all the same). */
  heartbeat: memberProcedure
    .input(z.strictObject({ assignmentId: z.uuid() }))
    .output(Done)
    .mutation(async ({ ctx, input }) => ({
      done: await renewLease(ctx.db, { annotatorId: ctx.actor.userId, assignmentId: input.assignmentId }),
    })),

  /** My answers, newest first. */
  history: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        before: z.strictObject({ at: z.date(), judgmentId: z.uuid() }).nullish(),
        ...Page,
      }),
    )
    .output(z.strictObject({ items: z.array(AnsweredItem) }))
    .query(async ({ ctx, input }) => {
      const of = { annotatorId: ctx.actor.userId, projectId: ctx.projectId };
      return { items: await answeredItems(ctx.db, { ...of, before: input.before, limit: input.limit }) };
    }),

  progress: memberProcedure
    .input(z.strictObject({ projectId: z.uuid(), dayStart: z.date() }))
    .output(Progress)
    .query(({ ctx, input }) =>
      progressOf(ctx.db, { annotatorId: ctx.actor.userId, projectId: ctx.projectId, dayStart: input.dayStart }),
    ),

  guideline: memberProcedure
    .input(z.strictObject({ projectId: z.uuid(), version: z.int().positive().optional() }))
    .output(Guideline)
    .query(async ({ ctx, input }) => {
      const found = await readGuideline(ctx.db, { projectId: ctx.projectId, version: input.version });
      if (!found) throw notFound();
      return found;
    }),
});

type Caller = { db: Db; actor: { userId: string } };

const giveBack = ({ db, actor }: Caller, input: z.infer<typeof GiveBack>, kind: "skip" | "flag"): Promise<boolean> =>
  skipTask(db, { annotatorId: actor.userId }, { assignmentId: input.assignmentId, reason: reasonText(input, kind) });

async function progressOf(
  db: Db,
  judge: { annotatorId: string; projectId: string; dayStart: Date },
): Promise<z.infer<typeof Progress>> {
  const [pace, shares, left] = await Promise.all([
    labelingPace(db, judge),
    agreementWithOthers(db, judge),
    waitingTasks(db, judge),
  ]);
  return { ...pace, agreement: agreementOf(shares), waiting: roughly(left) };
}

function agreementOf(shares: readonly { share: number }[]): z.infer<typeof Progress>["agreement"] {
  if (shares.length === 0) return null;
  const agreed = shares.reduce((sum, { share }) => sum + share, 0);
  return { rate: agreed / shares.length, interval: wilsonInterval(agreed, shares.length), n: shares.length };
}

function roughly(left: number): "none" | "few" | "tens" | "hundreds" {
  if (left === 0) return "none";
  if (left < 10) return "few";
  return left < 100 ? "tens" : "hundreds";
}
