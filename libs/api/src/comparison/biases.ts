import type { PairwiseOutcome } from "@rlhf/domain";
import { sideBias, type SideBias } from "@rlhf/stats";
import { z } from "zod";
import { Interval } from "../routers/shapes";
import { asOutcome } from "./verdict";

const Bias = z.strictObject({
  /** Share of decided judgments that the side won; ½ = no bias. */
  rate: z.number().nullable(),
  interval: Interval,
  pValue: z.number(),
  decided: z.int(),
  annotators: z.array(
    z.strictObject({
      annotatorId: z.uuid(),
      decided: z.int(),
      rate: z.number(),
      /** Drawn towards ½: what to sort by. */
      shrunken: z.number(),
      interval: Interval,
      pValue: z.number(),
      /** Beyond chance after Benjamini–Hochberg over the annotators. */
      flagged: z.boolean(),
    }),
  ),
});
export const Biases = z.strictObject({ left: Bias, longer: Bias });

/** Whether the left answer, and whether the longer one, is preferred. */
export function biasesOf(rows: readonly PairwiseOutcome[]): z.infer<typeof Biases> {
  const left = rows.map((row) => ({
    outcome: asOutcome(row.iOnLeft ? row.outcome : 1 - row.outcome),
    annotator: row.annotatorId,
  }));
  const unequal = rows.filter((row) => row.dlen !== 0);
  const longer = unequal.map((row) => ({
    outcome: asOutcome(row.dlen > 0 ? row.outcome : 1 - row.outcome),
    annotator: row.annotatorId,
  }));
  return { left: shape(sideBias(left)), longer: shape(sideBias(longer)) };
}

function shape({ rate, interval, pValue, decided, annotators }: SideBias): z.infer<typeof Bias> {
  const named = annotators.map(({ annotator, ...rest }) => ({ annotatorId: String(annotator), ...rest }));
  return { rate: decided === 0 ? null : rate, interval, pValue, decided, annotators: named };
}
