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
      name: z.string(),
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

/** Whether the left answer, and whether the longer one, is preferred. `names`: of annotators, by id. */
export function biasesOf(rows: readonly PairwiseOutcome[], names: ReadonlyMap<string, string>): z.infer<typeof Biases> {
  const shape = (bias: SideBias) => named(bias, names);
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

function named(bias: SideBias, names: ReadonlyMap<string, string>): z.infer<typeof Bias> {
  const { rate, interval, pValue, decided } = bias;
  const annotators = bias.annotators.map(({ annotator, ...rest }) => {
    const annotatorId = String(annotator);
    return { annotatorId, name: names.get(annotatorId) ?? annotatorId, ...rest };
  });
  return { rate: decided === 0 ? null : rate, interval, pValue, decided, annotators };
}
