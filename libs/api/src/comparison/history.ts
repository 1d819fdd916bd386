import type { PairwiseOutcome } from "@rlhf/domain";
import { bettingSequence } from "@rlhf/stats";
import { z } from "zod";
import { Interval } from "../routers/shapes";
import { taskMeans } from "./verdict";

export const HistoryPoint = z.strictObject({
  /** Judgments until then, in the order of their tasks. */
  judgments: z.int(),
  rate: z.number(),
  alwaysValid: Interval,
});

const WORK = 1_000_000; // values that all looks together may read: below a second

/** The candidate's win rate and its always-valid interval as the judgments came in, at up to 40 looks. */
export function historyOf(rows: readonly PairwiseOutcome[], candidateId: string): z.infer<typeof HistoryPoint>[] {
  const means = taskMeans(rows, candidateId);
  const judged = new Map<string, number>();
  for (const { taskId } of rows) judged.set(taskId, (judged.get(taskId) ?? 0) + 1);
  const counts = [...judged.values()];
  let [judgments, tasks, sum] = [0, 0, 0];
  return looksAt(means.length).map((end) => {
    for (; tasks < end; tasks++) {
      judgments += counts[tasks] ?? 0;
      sum += (counts[tasks] ?? 0) * (means[tasks] ?? 0.5);
    }
    return { judgments, rate: sum / judgments, alwaysValid: bettingSequence(means.slice(0, end)).interval };
  });
}

/** Evenly spaced sizes that end at `n`; fewer of them when n is large. */
function looksAt(n: number): number[] {
  const looks = Math.min(n, 40, Math.max(12, Math.floor((2 * WORK) / Math.max(1, n))));
  return Array.from({ length: looks }, (_, i) => Math.round(((i + 1) * n) / looks));
}
