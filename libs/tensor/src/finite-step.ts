import { NonFiniteError, type MetricValues } from "@rlhf/domain";
import type { AdamW } from "./adamw";
import { clipGlobalNorm, normAndFactor, type Grads } from "./gradients";

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
  const { norm, finite, gradScale } = await clip(o);
  if (finite && Number.isFinite(o.loss)) {
    o.optimizer.step(o.grads, o.lr, gradScale);
    o.nonFinite.inARow = 0;
    return norm;
  }
  for (const grad of Object.values(o.grads)) grad.dispose();
  countLeftOut(o.nonFinite, `expected a finite loss and gradient, got loss ${o.loss} and norm ${norm}`);
  return norm;
}

/** Leaves the multiplication to an optimiser that does it in passing: one walk over the gradients less, the same bits. */
async function clip({ optimizer, grads, maxGradNorm }: { optimizer: AdamW; grads: Grads; maxGradNorm: number }) {
  if (!optimizer.scalesGradients) return { ...(await clipGlobalNorm(grads, maxGradNorm)), gradScale: 1 };
  const { factor, ...rest } = await normAndFactor(grads, maxGradNorm);
  return { ...rest, gradScale: factor };
}

/**
 * Counts a step that was not applied, for the cause given.
 * @throws NonFiniteError with that cause at the third such step in a row.
 */
export function countLeftOut(nonFinite: NonFiniteCount, cause: string): void {
  nonFinite.total += 1;
  nonFinite.inARow += 1;
  if (nonFinite.inARow < MAX_IN_A_ROW) return;
  throw new NonFiniteError(
    `${cause}: the steps left out are ${nonFinite.inARow} in a row; ` +
      "resume from the last checkpoint with a lower learning rate",
  );
}

/** Leaves out what is not finite: the loss and norm of a step that was not applied have no value to plot. */
export function finiteMetrics(values: MetricValues): MetricValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}
