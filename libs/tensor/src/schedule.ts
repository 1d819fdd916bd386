export type WarmupDecay = {
  schedule: "linear" | "cosine" | "constant";
  lr: number;
  warmupSteps: number;
  minLrRatio: number;
  totalSteps: number;
};

/**
 * Learning rate of step `step` (from 0): a linear rise to lr over warmupSteps, then a fall to lr · minLrRatio that is
 * reached after the last step. `constant` stays at lr after the rise.
 * @source Loshchilov & Hutter 2017 (cosine), arXiv:1608.03983; linear as in Ziegler 2019 with minLrRatio 0
 */
export function warmupDecay(o: WarmupDecay, step: number): number {
  if (step < o.warmupSteps) return (o.lr * (step + 1)) / o.warmupSteps;
  if (o.schedule === "constant") return o.lr;
  const progress = Math.min(1, (step - o.warmupSteps) / Math.max(1, o.totalSteps - o.warmupSteps));
  const share = o.schedule === "linear" ? 1 - progress : 0.5 * (1 + Math.cos(Math.PI * progress));
  return o.lr * (o.minLrRatio + (1 - o.minLrRatio) * share);
}
