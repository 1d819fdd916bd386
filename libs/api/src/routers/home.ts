import {
  activeStages,
  listRunSummaries,
  loopCounts,
  newestComparison,
  readSeries,
  RunSummary,
} from "@rlhf/db/workbench";
import type { Db } from "@rlhf/db";
import { z } from "zod";
import { verdictOf, Verdict } from "../comparison/verdict";
import { LOOP_BOXES, loopBoxes, LoopBox } from "../loop-boxes";
import { memberProcedure, router } from "../procedures";
import { figure } from "./shapes";

const NowTraining = z.strictObject({
  run: RunSummary,
  /** The metric that tells how this kind of run fares, at most 60 points. */
  sparkline: z.strictObject({ key: z.string(), step: z.array(z.int()), value: z.array(figure) }).nullable(),
});
const Home = z.strictObject({
  /** In the order of the loop. */
  boxes: z.array(LoopBox).length(LOOP_BOXES.length),
  running: z.int(),
  queued: z.int(),
  nowTraining: NowTraining.nullable(),
  toLabel: z.strictObject({ waiting: z.int(), judgments: z.int() }),
  latestVerdict: Verdict.nullable(),
});

const SPARKLINE_KEYS = ["objective/scores", "reward/accuracy", "train/loss"];

export const homeRouter = router({
  /** The loop as a picture: counts, state and next action of each box, and three cards. */
  show: memberProcedure
    .input(z.strictObject({ projectId: z.uuid() }))
    .output(Home)
    .query(async ({ ctx }) => {
      const { db, projectId } = ctx;
      const [counts, stages, active, compared] = await Promise.all([
        loopCounts(db, projectId),
        activeStages(db, projectId),
        listRunSummaries(db, { projectId, status: "running", limit: 10 }),
        newestComparison(db, projectId),
      ]);
      const at = active.find((run) => run.children === 0) ?? active[0];
      const total = (of: "running" | "queued") => stages.reduce((sum, stage) => sum + stage[of], 0);
      const pair = compared && { candidateId: compared.candidateId, baselineId: compared.baselineId };
      return {
        boxes: loopBoxes(counts, stages),
        running: total("running"),
        queued: total("queued"),
        nowTraining: at ? { run: at, sparkline: await sparkline(ctx, at.id) } : null,
        toLabel: { waiting: counts.waitingForPeople, judgments: counts.judgments },
        latestVerdict: pair && (await verdictOf(db, { projectId, ...pair })),
      };
    }),
});

async function sparkline({ db }: { db: Db }, runId: string) {
  const found = await readSeries(db, runId, { keys: SPARKLINE_KEYS, maxPoints: 60 });
  const series = SPARKLINE_KEYS.flatMap((key) => found.find((one) => one.key === key) ?? [])[0];
  return series ? { key: series.key, step: series.step, value: series.last } : null;
}
