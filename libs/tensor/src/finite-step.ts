import { NonFiniteError, type MetricValues } from "@rlhf/domain";
import type { AdamW } from "./adamw";
import { clipGlobalNorm, type Grads } from "./gradients";

/** Optimiser steps that were not applied because the loss or a gradient was not finite. */
export type NonFiniteCount = { total: number; inARow: number };

const MAX_IN_A_ROW = 3; // one bad batch is bad luck, three are a broken run

/**
 * Clips the gradients and lets the optimiser take one step, unless the loss or a gradient is not finite: then nothing
 * changes and the step is counted. Takes ownership of grads. Returns the norm before clipping.
 * @throws NonFiniteError at the third such step in a row.
 */
export async function applyFinite(o: {
  optimizer: AdamW;
  loss: number;
  grads: Grads;
  lr: number;
  maxGradNorm: number;
  nonFinite: NonFiniteCount;
}): Promise<number> {
  const { norm, finite } = await clipGlobalNorm(o.grads, o.maxGradNorm);
  if (finite && Number.isFinite(o.loss)) {
    o.optimizer.step(o.grads, o.lr);
    o.nonFinite.inARow = 0;
    return norm;
  }
  for (const grad of Object.values(o.grads)) grad.dispose();
  o.nonFinite.total += 1;
  o.nonFinite.inARow += 1;
  if (o.nonFinite.inARow >= MAX_IN_A_ROW) {
    throw new NonFiniteError(
      `expected a finite loss and gradient, got loss ${o.loss} and norm ${norm} ${MAX_IN_A_ROW} steps in a row; ` +
        "resume from the last checkpoint with a lower learning rate",
    );
  }
  return norm;
}

/** Leaves out what is not finite: the loss and norm of a step that was not applied have no value to plot. */
export function finiteMetrics(values: MetricValues): MetricValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}
