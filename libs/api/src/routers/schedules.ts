import { CatchUp, databaseNow, listFires, listSchedules, OverlapPolicy, Schedule, ScheduleFire } from "@rlhf/db";
import { createSchedule, nextFires, pauseSchedule, resumeSchedule, runNow } from "@rlhf/jobs";
import { mergeConfig, Preset, PRESETS } from "@rlhf/domain";
import { z } from "zod";
import manifest from "../../../../package.json" with { type: "json" };
import { refuseFiles } from "../new-run";
import { accountProcedure, memberProcedure, router } from "../procedures";
import { Json } from "./shapes";

const one = z.strictObject({ scheduleId: z.uuid() });
const Rhythm = { cron: z.string().trim().min(1).max(120), timezone: z.string().min(1).max(60) };
const Row = z.strictObject({
  schedule: Schedule,
  /** The next three ticks; none while it is paused. */
  next: z.array(z.date()),
  /** What came of the last ten ticks, newest first. */
  recent: z.array(ScheduleFire),
});
const SHOWN = 10;

export const schedulesRouter = router({
  list: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(z.strictObject({ schedules: z.array(Row) }))
    .query(async ({ ctx }) => {
      const [all, now] = await Promise.all([listSchedules(ctx.db, ctx.projectId), databaseNow(ctx.db)]);
      const rows = all.map(async (schedule) => ({
        schedule,
        next: schedule.enabled ? nextFires(schedule, now, 3) : [],
        recent: await listFires(ctx.db, schedule.id, SHOWN),
      }));
      return { schedules: await Promise.all(rows) };
    }),

  /** What came of each tick, newest first. */
  fires: memberProcedure
    .input(one.extend({ limit: z.int().min(1).max(500).default(100) }))
    .output(z.strictObject({ fires: z.array(ScheduleFire) }))
    .query(async ({ ctx, input }) => ({ fires: await listFires(ctx.db, input.scheduleId, input.limit) })),

  /** When a rhythm would fire, for the form. */
  preview: accountProcedure
    .input(z.strictObject(Rhythm))
    .output(z.strictObject({ next: z.array(z.date()) }))
    .query(async ({ ctx, input }) => ({ next: nextFires(input, await databaseNow(ctx.db), 3) })),

  /** Snapshot → reward model → PPO → evaluation → new comparisons, at every tick. */
  create: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        name: z.string().trim().min(1).max(120),
        ...Rhythm,
        overlapPolicy: OverlapPolicy.default("forbid"),
        catchUp: CatchUp.default("one"),
        minNewJudgments: z.int().min(0).max(1_000_000).default(0),
        preset: Preset.default("quick"),
        settings: Json.default({}),
        /** What the scheduled job does beside the loop's stages. */
        scheduled: Json.default({}),
      }),
    )
    .output(Schedule)
    .mutation(({ ctx, input: { preset, settings, scheduled, ...rest } }) => {
      refuseFiles(settings);
      const job = { loop: mergeConfig(PRESETS[preset], settings), scheduled };
      return createSchedule(ctx.db, { ...rest, projectId: ctx.projectId, job, createdBy: ctx.actor.userId });
    }),

  /** Runs that it has started go on. */
  pause: memberProcedure
    .input(one)
    .output(Schedule)
    .mutation(({ ctx, input }) => pauseSchedule(ctx.db, input.scheduleId)),

  /** Starts again with the next tick. */
  resume: memberProcedure
    .input(one)
    .output(Schedule)
    .mutation(({ ctx, input }) => resumeSchedule(ctx.db, input.scheduleId)),

  /** One run now, however few judgments are new; the rhythm stays as it is. */
  runNow: memberProcedure
    .input(one)
    .output(z.strictObject({ runId: z.uuid().nullable() }))
    .mutation(async ({ ctx, input }) => {
      const { runId } = await runNow(ctx.db, input.scheduleId, { codeVersion: manifest.version });
      return { runId };
    }),
});
