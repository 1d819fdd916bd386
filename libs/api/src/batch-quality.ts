import type { QualityRow } from "@rlhf/db/workbench";
import {
  goldScore,
  krippendorffAlpha,
  percentAgreement,
  seededUniform,
  sideBias,
  swapConsistency,
  wilsonInterval,
} from "@rlhf/stats";
import { z } from "zod";
import { asOutcome } from "./comparison/verdict";
import { Interval } from "./routers/shapes";

const Share = z.strictObject({ rate: z.number(), interval: Interval, n: z.int() });
const AnnotatorQuality = z.strictObject({
  annotatorId: z.uuid(),
  name: z.string(),
  judgments: z.int(),
  medianSeconds: z.number().nullable(),
  /** A quarter of the answers were faster, a quarter slower. */
  middleHalf: z.tuple([z.number(), z.number()]).nullable(),
  /** Share of others' answers to the same tasks that agree. */
  agreement: Share.nullable(),
  left: Share.nullable(),
  leftFlagged: z.boolean(),
  /** Share of repeats, sides swapped, answered alike. */
  consistency: Share.nullable(),
  gold: z
    .strictObject({
      passed: z.int(),
      n: z.int(),
      mean: z.number(),
      lower: z.number(),
      status: z.enum(["pending", "pass", "pause"]),
    })
    .nullable(),
});
export const BatchQuality = z.strictObject({
  /** Krippendorff's α over a, tie and b; null where it is not defined. */
  alpha: z.strictObject({ value: z.number().nullable(), interval: Interval.nullable(), items: z.int() }),
  agreement: z.strictObject({ value: z.number().nullable(), interval: Interval.nullable(), items: z.int() }),
  judgments: z.int(),
  /** Share of decided judgments that took the left answer; sides are shown at random, so ½ is even. */
  left: Share.nullable(),
  annotators: z.array(AnnotatorQuality),
});
type BatchQuality = z.infer<typeof BatchQuality>;

const GOLD_THRESHOLD = 0.6; // an annotator below this on gold is asked to train again, labeling.md 6.5

/** How well a batch was judged: agreement of all, and each annotator's speed, agreement, side bias, gold and repeats. */
export function qualityOf(rows: readonly QualityRow[]): BatchQuality {
  const first = rows.filter((row) => row.repeatOf === null && !row.isGold);
  const ratings = first.map((row) => ({ item: row.taskId, annotator: row.annotatorId, value: row.outcome }));
  const bootstrap = { uniform: seededUniform(7), resamples: 500 };
  const alpha = krippendorffAlpha(ratings, { metric: "nominal", bootstrap });
  const agreement = percentAgreement(ratings, bootstrap);
  const bias = sideBias(first.map((row) => ({ outcome: leftOutcome(row), annotator: row.annotatorId })));
  const ids = [...new Set(rows.map((row) => row.annotatorId))];
  return {
    alpha: { value: alpha.alpha, interval: alpha.interval, items: alpha.items },
    agreement: { value: agreement.agreement, interval: agreement.interval, items: agreement.items },
    judgments: first.length,
    left: bias.decided === 0 ? null : { rate: bias.rate, interval: bias.interval, n: bias.decided },
    annotators: ids.map((id) => {
      const side = bias.annotators.find((one) => one.annotator === id);
      const left = side ? { rate: side.rate, interval: side.interval, n: side.decided } : null;
      return { ...annotatorOf(rows, id), left, leftFlagged: side?.flagged ?? false };
    }),
  };
}

const leftOutcome = (row: QualityRow) => asOutcome(row.iOnLeft ? row.outcome : 1 - row.outcome);

function annotatorOf(rows: readonly QualityRow[], id: string) {
  const own = rows.filter((row) => row.annotatorId === id);
  const first = own.filter((row) => row.repeatOf === null && !row.isGold);
  return {
    annotatorId: id,
    name: own[0]?.annotatorName ?? "",
    judgments: first.length,
    ...paceOf(own),
    agreement: agreementWith(rows, first, id),
    consistency: consistencyOf(own),
    gold: goldOf(own),
  };
}

function paceOf(own: readonly QualityRow[]): Pick<z.infer<typeof AnnotatorQuality>, "medianSeconds" | "middleHalf"> {
  const times = own.flatMap((row) => (row.activeMs === null ? [] : [row.activeMs / 1000])).sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0;
  if (times.length === 0) return { medianSeconds: null, middleHalf: null };
  return { medianSeconds: at(0.5), middleHalf: [at(0.25), at(0.75)] };
}

function agreementWith(
  rows: readonly QualityRow[],
  first: readonly QualityRow[],
  id: string,
): z.infer<typeof Share> | null {
  const others = new Map<string, number[]>();
  for (const row of rows)
    if (row.annotatorId !== id) others.set(row.taskId, [...(others.get(row.taskId) ?? []), row.outcome]);
  let agreed = 0;
  let n = 0;
  for (const { taskId, outcome } of first) {
    const said = others.get(taskId);
    if (!said) continue;
    agreed += said.filter((other) => other === outcome).length / said.length;
    n++;
  }
  return n === 0 ? null : { rate: agreed / n, interval: wilsonInterval(agreed, n), n };
}

function consistencyOf(own: readonly QualityRow[]): z.infer<typeof Share> | null {
  const firstOf = new Map(own.map((row) => [row.taskId, row]));
  const pairs = own.flatMap((row) => {
    const before = row.repeatOf === null ? undefined : firstOf.get(row.repeatOf);
    if (!before) return [];
    const [left, right] = row.iOnLeft ? [row, before] : [before, row]; // item 0 stood first in one of the two
    return [{ shownFirst: asOutcome(left.outcome), shownSecond: asOutcome(right.outcome) }];
  });
  const found = swapConsistency(pairs);
  if (found.decided === 0) return null;
  const [low, high] = found.interval;
  return { rate: 1 - found.flipRate, interval: [1 - high, 1 - low], n: found.decided };
}

function goldOf(own: readonly QualityRow[]): z.infer<typeof AnnotatorQuality>["gold"] {
  const checked = own.flatMap((row) => (row.goldPassed === null ? [] : [row.goldPassed]));
  if (checked.length === 0) return null;
  const correct = checked.filter(Boolean).length;
  const score = goldScore({ correct, wrong: checked.length - correct }, { threshold: GOLD_THRESHOLD });
  return { passed: correct, n: checked.length, ...score };
}
