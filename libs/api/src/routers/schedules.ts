import { CatchUp, databaseNow, listSchedules, OverlapPolicy, Schedule } from "@rlhf/db";
import { FireRow, fireRows, SchedulePace, schedulePaces } from "@rlhf/db/workbench";
import {
  clockChanges,
  createSchedule,
  editSchedule,
  nextFires,
  pauseSchedule,
  resumeSchedule,
  runNow,
} from "@rlhf/jobs";
import { mergeConfig, Preset, PRESETS } from "@rlhf/domain";
import { z } from "zod";
import manifest from "../../../../package.json" with { type: "json" };
import { notFound } from "../api-errors";
import { refuseFiles } from "../new-run";
import { accountProcedure, memberProcedure, router } from "../procedures";
import { Forward, Json } from "./shapes";

const one = z.strictObject({ scheduleId: z.uuid() });
const Rhythm = { cron: z.string().trim().min(1).max(120), timezone: z.string().min(1).max(60) };
const Row = z.strictObject({
  schedule: Schedule,
  /** The next three ticks; none while it is paused. */
  next: z.array(z.date()),
  /** All ticks of the next 24 hours, the first 96 of them. */
  day: z.array(z.date()),
  /** What came of the last twelve ticks, newest first. */
  recent: z.array(FireRow),
  pace: SchedulePace,
});
const SHOWN = 12;
const DAY = { ms: 24 * 60 * 60 * 1000, most: 96 };
const PREVIEWED = 5;
const Settings = {
  overlapPolicy: OverlapPolicy,
  catchUp: CatchUp,
  minNewJudgments: z.int().min(0).max(1_000_000),
};
const name = z.string().trim().min(1).max(120);
/** When the rhythm meets a change of clocks within the next 400 days. */
const Change = z.strictObject({
  at: z.date(),
  kind: z.enum(["skipped", "repeated"]),
  wall: z.array(z.string()),
  fires: z.array(z.date()),
});

export const schedulesRouter = router({
  list: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(z.strictObject({ now: z.date(), schedules: z.array(Row) }))
    .query(async ({ ctx: { db, projectId } }) => {
      const [all, paces, now] = await Promise.all([
        listSchedules(db, projectId),
        schedulePaces(db, projectId),
        databaseNow(db),
      ]);
      const known = new Map(paces.map((pace) => [pace.scheduleId, pace]));
      const rows = all.map(async (schedule) => {
        const pace = known.get(schedule.id) ?? noPace(schedule.id);
        const day = schedule.enabled ? ticksOfDay(schedule, now) : [];
        const next = schedule.enabled ? nextFires(schedule, now, 3) : [];
        return { schedule, next, day, pace, recent: await fireRows(db, schedule.id, { limit: SHOWN }) };
      });
      return { now, schedules: await Promise.all(rows) };
    }),

  /** What came of each tick, newest first; `cursor` is the last one's moment of the page before. */
  fires: memberProcedure
    .input(one.extend({ cursor: z.date().optional(), direction: Forward, limit: z.int().min(1).max(200).default(50) }))
    .output(z.strictObject({ fires: z.array(FireRow) }))
    .query(async ({ ctx, input: { scheduleId, cursor, limit } }) => ({
      fires: await fireRows(ctx.db, scheduleId, { before: cursor ?? null, limit }),
    })),

  /** When a rhythm would fire, and what changes of clocks make of it: for the form. */
  preview: accountProcedure
    .input(z.strictObject(Rhythm))
    .output(z.strictObject({ next: z.array(z.date()), changes: z.array(Change) }))
    .query(async ({ ctx, input }) => {
      const now = await databaseNow(ctx.db);
      return { next: nextFires(input, now, PREVIEWED), changes: clockChanges(input, now) };
    }),

  /** Snapshot → reward model → PPO → evaluation → new comparisons, at every tick. */
  create: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        name,
        ...Rhythm,
        overlapPolicy: Settings.overlapPolicy.default("forbid"),
        catchUp: Settings.catchUp.default("one"),
        minNewJudgments: Settings.minNewJudgments.default(0),
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

  /** What is left out stays. `settings` change the loop's settings as they are, or those of `preset` where it is given. */
  update: memberProcedure
    .input(
      one.extend({
        name: name.optional(),
        cron: Rhythm.cron.optional(),
        timezone: Rhythm.timezone.optional(),
        overlapPolicy: Settings.overlapPolicy.optional(),
        catchUp: Settings.catchUp.optional(),
        minNewJudgments: Settings.minNewJudgments.optional(),
        preset: Preset.optional(),
        settings: Json.default({}),
        scheduled: Json.default({}),
      }),
    )
    .output(Schedule)
    .mutation(({ ctx, input: { scheduleId, preset, settings, scheduled, ...changes } }) => {
      refuseFiles(settings);
      return editSchedule(ctx.db, scheduleId, {
        ...changes,
        job: (now) => ({
          loop: mergeConfig(preset ? PRESETS[preset] : now.loop, settings),
          scheduled: mergeConfig(now.scheduled, scheduled),
        }),
      });
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
    .output(
      z.strictObject({ runId: z.uuid().nullable(), outcome: FireRow.shape.outcome, detail: z.string().nullable() }),
    )
    .mutation(async ({ ctx, input }) => {
      const { runId } = await runNow(ctx.db, input.scheduleId, { codeVersion: manifest.version });
      const [fire] = await fireRows(ctx.db, input.scheduleId, { limit: 1 });
      if (!fire) throw notFound();
      return { runId, outcome: fire.outcome, detail: fire.detail };
    }),
});

const noPace = (scheduleId: string): SchedulePace => ({
  scheduleId,
  newJudgments: 0,
  fires: 0,
  medianSeconds: null,
  timedRuns: 0,
});

function ticksOfDay(rhythm: Schedule, now: Date): Date[] {
  const until = new Date(now.getTime() + DAY.ms);
  const ticks: Date[] = [];
  for (let at = now; ticks.length < DAY.most; ticks.push(at)) {
    const [next] = nextFires(rhythm, at, 1);
    if (!next || next >= until) break;
    at = next;
  }
  return ticks;
}
