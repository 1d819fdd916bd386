import { resampleCounts, type BootstrapOptions } from "./bootstrap";
import { percentileInterval, type Interval } from "./interval";
import { fitOverOptimization, type OptimizationForm, type OptimizationPoint } from "./over-optimization";

export type PeakShift = {
  /** Peak distance of `changed` less that of `baseline`, √nats; ±Infinity when only one of them turns, NaN when neither. */
  shift: number;
  interval: Interval;
};

const UNTURNED = { distance: Infinity };

/**
 * How far a change moves the peak of over-optimisation, with both curves fitted anew on the same resampled runs: what a run
 * has in common (its comparisons, its luck) cancels. Runs are matched by `cluster`; every point needs one.
 * @source Gao, Schulman & Hilton 2022, arXiv:2210.10760, section 3.1; paired cluster bootstrap as in labeling.md 6.2
 */
export function peakShift(
  baseline: readonly OptimizationPoint[],
  changed: readonly OptimizationPoint[],
  { form, uniform, resamples = 1000, level = 0.95 }: BootstrapOptions & { form: OptimizationForm },
): PeakShift {
  const runs = [...new Set(baseline.map((point) => point.cluster))];
  const shiftOf = (counts: Uint32Array): number => {
    const peakOf = (points: readonly OptimizationPoint[]): number => {
      const drawn = runs.flatMap((run, r) => {
        const own = points.filter((point) => point.cluster === run);
        return Array.from({ length: counts[r] ?? 0 }, () => own).flat();
      });
      return (fitOverOptimization(drawn, { form, uniform, resamples: 1 }).peak ?? UNTURNED).distance;
    };
    return peakOf(changed) - peakOf(baseline);
  };
  const draws = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) draws[b] = shiftOf(resampleCounts(runs.length, uniform));
  return {
    shift: shiftOf(new Uint32Array(runs.length).fill(1)),
    interval: percentileInterval(draws, { level, clusters: runs.length }),
  };
}
