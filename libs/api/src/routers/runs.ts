import {
  continueRun,
  createRun,
  enqueueRun,
  getRun,
  latestMetrics,
  MetricSpread,
  readSpreads,
  requestRun,
  type Db,
} from "@rlhf/db";
import {
  allIn,
  CheckpointRow,
  compareConfigs,
  ConfigRow,
  listCheckpoints,
  listRunSummaries,
  MetricSeries,
  PastEvent,
  pastEvents,
  probeSamples,
  ProbeSample,
  readSeries,
  RunLineage,
  runLineage,
  RunSummary,
  sampledSteps,
} from "@rlhf/db/workbench";
import { RunKind, RunStatus } from "@rlhf/domain";
import { z } from "zod";
import { notFound } from "../api-errors";
import { accountProcedure, memberProcedure, router } from "../procedures";
import { followRuns, RunNotice } from "../run-events";
import { streamOf } from "../tracked-stream";
import { FORM_STAGES, RunForm, stageForm } from "../run-form";
import { NewRun, resolveNewRun } from "../new-run";
import { AnswerTokens, answerTokens } from "../token-stats";
import { figure, Json } from "./shapes";

const RunDetail = z.strictObject({
  summary: RunSummary,
  projectId: z.uuid(),
  config: Json,
  inputs: Json,
  result: Json.nullable(),
  children: z.array(RunSummary),
  latest: z.array(z.strictObject({ key: z.string(), step: z.int(), value: figure, min: figure, max: figure })),
  checkpoints: z.array(CheckpointRow),
  lineage: RunLineage,
  /** Where a page that shows this begins to listen. */
  lastEventNo: z.int(),
});
const Samples = z.strictObject({
  /** The steps that have samples. */
  steps: z.array(z.int()),
  step: z.int().nullable(),
  rows: z.array(ProbeSample),
});
const RunRef = z.strictObject({ id: z.uuid(), seq: z.int(), status: RunStatus });
const one = z.strictObject({ runId: z.uuid() });

export const runsRouter = router({
  /** Newest first; `before` is the seq of the last row of the page before. */
  list: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        kind: RunKind.optional(),
        status: RunStatus.optional(),
        parentRunId: z.uuid().optional(),
        scheduleId: z.uuid().optional(),
        topLevel: z.boolean().optional(),
        query: z.string().max(200).optional(),
        before: z.int().positive().optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .output(z.strictObject({ runs: z.array(RunSummary) }))
    .query(async ({ ctx, input: { before, ...filter } }) => {
      const of = { ...filter, projectId: ctx.projectId, beforeSeq: before };
      return { runs: await listRunSummaries(ctx.db, of) };
    }),

  show: memberProcedure
    .input(one)
    .output(RunDetail)
    .query(({ ctx, input }) => showRun(ctx, input.runId)),

  /** Curves, each at most `maxPoints` buckets with last, min and max. */
  series: memberProcedure
    .input(
      z.strictObject({
        runId: z.uuid(),
        keys: z.array(z.string().max(100)).max(60).optional(),
        fromStep: z.int().min(0).optional(),
        toStep: z.int().min(0).optional(),
        maxPoints: z.int().min(10).max(5_000).default(1_000),
      }),
    )
    .output(z.strictObject({ series: z.array(MetricSeries) }))
    .query(async ({ ctx, input: { runId, ...asked } }) => ({ series: await readSeries(ctx.db, runId, asked) })),

  /** How a metric's values were spread over the batch of each step; of many steps, every so many. */
  spreads: memberProcedure
    .input(
      z.strictObject({
        runId: z.uuid(),
        key: z.string().max(100).default("objective/scores"),
        atMost: z.int().min(10).max(1_000).default(200),
      }),
    )
    .output(z.strictObject({ every: z.int(), spreads: z.array(MetricSpread) }))
    .query(({ ctx, input: { runId, ...asked } }) => readSpreads(ctx.db, runId, asked)),

  /**
   * Events of several runs as they come, over one server-sent stream. Its ids name the last event of every run, so that a
   * reconnect goes on where it stopped; `after` says where to begin, -1 = with what comes next.
   */
  events: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        runs: z
          .array(z.strictObject({ runId: z.uuid(), after: z.int().min(-1).default(-1) }))
          .min(1)
          .max(50),
        lastEventId: z.string().max(4_000).nullish(),
      }),
    )
    .output(streamOf(RunNotice))
    .subscription(async function* ({ ctx, input, signal }) {
      const ids = input.runs.map((run) => run.runId);
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "run", ids }))) throw notFound();
      yield* followRuns(ctx.db, input, signal);
    }),

  /** What happened to a run, without its measurements, newest first; `before` is the number of the last one known. */
  history: memberProcedure
    .input(
      z.strictObject({
        runId: z.uuid(),
        before: z.int().positive().optional(),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(z.strictObject({ events: z.array(PastEvent) }))
    .query(async ({ ctx, input: { runId, ...page } }) => ({ events: await pastEvents(ctx.db, runId, page) })),

  /** The probe prompts' answers at a step (the newest by default): the same prompts at every checkpoint. */
  samples: memberProcedure
    .input(z.strictObject({ runId: z.uuid(), step: z.int().min(0).optional() }))
    .output(Samples)
    .query(async ({ ctx, input }) => {
      const steps = await sampledSteps(ctx.db, input.runId);
      const step = input.step ?? steps.at(-1) ?? null;
      return { steps, step, rows: step === null ? [] : await probeSamples(ctx.db, input.runId, step) };
    }),

  /** What policy, reference and critic thought of every token of an answer. */
  tokenStats: memberProcedure
    .input(z.strictObject({ generationId: z.uuid() }))
    .output(AnswerTokens)
    .query(({ ctx, input }) => answerTokens(ctx, input.generationId)),

  /** Settings of any number of runs side by side; only those that differ, unless `all`. */
  configDiff: memberProcedure
    .input(
      z.strictObject({
        projectId: z.uuid(),
        runIds: z.array(z.uuid()).min(1).max(100),
        all: z.boolean().default(false),
      }),
    )
    .output(z.strictObject({ rows: z.array(ConfigRow) }))
    .query(async ({ ctx, input: { runIds, all } }) => {
      if (!(await allIn(ctx.db, ctx.projectId, { kind: "run", ids: runIds }))) throw notFound();
      return { rows: await compareConfigs(ctx.db, runIds, { onlyDifferent: !all }) };
    }),

  /** The settings of a stage with default, unit, source and bounds, for a form. */
  form: accountProcedure
    .input(z.strictObject({ stage: z.enum(FORM_STAGES) }))
    .output(RunForm)
    .query(({ input }) => stageForm(input.stage)),

  /** Queues a whole loop, or one stage of it on what there is. A setting that is refused is named in the error. */
  create: memberProcedure
    .input(NewRun)
    .output(RunRef)
    .mutation(async ({ ctx, input }) => start(ctx.db, await resolveNewRun(ctx, input))),

  /** A running one stops within a step, after a checkpoint; a waiting one at once. */
  cancel: memberProcedure
    .input(one)
    .output(RunRef)
    .mutation(async ({ ctx, input }) => reference(await requestRun(ctx.db, input.runId, "cancel"))),

  pause: memberProcedure
    .input(one)
    .output(RunRef)
    .mutation(async ({ ctx, input }) => reference(await requestRun(ctx.db, input.runId, "pause"))),

  /** Queues a paused, failed or cancelled run again; it goes on from its newest checkpoint. */
  resume: memberProcedure
    .input(one)
    .output(RunRef)
    .mutation(async ({ ctx, input }) => reference(await continueRun(ctx.db, input.runId))),

  /** A new run with this one's config and inputs, changed where `settings` say so. */
  fork: memberProcedure
    .input(
      z.strictObject({
        runId: z.uuid(),
        name: z.string().trim().min(1).max(120),
        settings: Json.default({}),
        seed: z.int().optional(),
      }),
    )
    .output(RunRef)
    .mutation(async ({ ctx, input: { runId, ...changes } }) => {
      const from = await getRun(ctx.db, runId);
      return start(ctx.db, await resolveNewRun(ctx, { from, ...changes }));
    }),
});

const reference = ({ id, seq, status }: { id: string; seq: number; status: z.infer<typeof RunStatus> }) => ({
  id,
  seq,
  status,
});

async function start(db: Db, run: Parameters<typeof createRun>[1]): Promise<z.infer<typeof RunRef>> {
  const made = await createRun(db, run);
  await enqueueRun(db, made.id);
  return reference(made);
}

async function showRun({ db }: { db: Db }, runId: string): Promise<z.infer<typeof RunDetail>> {
  const run = await getRun(db, runId);
  const of = { projectId: run.projectId, limit: 200 };
  const [summaries, children, latest, checkpoints, lineage] = await Promise.all([
    listRunSummaries(db, { ...of, beforeSeq: run.seq + 1, limit: 1 }),
    listRunSummaries(db, { ...of, parentRunId: runId }),
    latestMetrics(db, runId),
    listCheckpoints(db, runId),
    runLineage(db, runId),
  ]);
  const [summary] = summaries;
  if (summary?.id !== runId) throw notFound();
  const { projectId, config, inputs, result } = run;
  return {
    summary,
    projectId,
    config,
    inputs,
    result,
    children,
    latest,
    checkpoints,
    lineage,
    lastEventNo: summary.lastEventNo,
  };
}
