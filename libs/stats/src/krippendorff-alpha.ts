import { bootstrapInterval, type BootstrapOptions } from "./bootstrap";
import type { Interval } from "./interval";
import { pairableItems, type Rating } from "./ratings";

export type KrippendorffMetric = "nominal" | "ordinal" | "interval";
export type KrippendorffAlpha = {
  /** Null when undefined: nothing pairable, or all values equal. Show percent agreement beside it. */
  alpha: number | null;
  interval: Interval | null;
  /** Items with at least two ratings, and their ratings. */
  items: number;
  ratings: number;
  observedDisagreement: number;
  expectedDisagreement: number;
};

/**
 * Krippendorff's α over ratings with any number of annotators per item and missing data; items with one rating are left
 * out. The interval resamples items and is null without bootstrap options.
 * @source Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; labeling.md 6.4
 */
export function krippendorffAlpha(
  ratings: readonly Rating[],
  { metric, bootstrap }: { metric: KrippendorffMetric; bootstrap?: BootstrapOptions },
): KrippendorffAlpha {
  const items = pairableItems(ratings);
  const values = [...new Set(items.flat())].sort((a, b) => a - b);
  const units = items.map((item) => values.map((value) => item.filter((v) => v === value).length));
  const whole = disagreement(units, { values, metric });
  const alpha = alphaOf(whole);
  return {
    alpha: Number.isNaN(alpha) ? null : alpha,
    interval:
      bootstrap === undefined || Number.isNaN(alpha)
        ? null
        : bootstrapInterval(
            units.length,
            (counts) => alphaOf(disagreement(units, { values, metric, counts })),
            bootstrap,
          ),
    items: items.length,
    ratings: items.reduce((n, item) => n + item.length, 0),
    observedDisagreement: whole.observed,
    expectedDisagreement: whole.expected,
  };
}

type Disagreement = { observed: number; expected: number };

function alphaOf({ observed, expected }: Disagreement): number {
  return expected > 0 ? 1 - observed / expected : NaN;
}

/** D_o and D_e from the coincidences o_ck, each unit taken `counts` times. */
function disagreement(
  units: readonly (readonly number[])[],
  { values, metric, counts }: { values: readonly number[]; metric: KrippendorffMetric; counts?: Uint32Array },
): Disagreement {
  const size = values.length;
  const coincidences = new Float64Array(size * size);
  const totals = new Float64Array(size);
  units.forEach((unit, u) => {
    const times = counts === undefined ? 1 : (counts[u] ?? 0);
    if (times === 0) return;
    const raters = unit.reduce((a, b) => a + b, 0);
    for (let c = 0; c < size; c++) {
      const nc = unit[c] ?? 0;
      if (nc === 0) continue;
      totals[c] = (totals[c] ?? 0) + times * nc;
      for (let k = 0; k < size; k++) {
        const pairs = nc * ((unit[k] ?? 0) - (k === c ? 1 : 0));
        coincidences[c * size + k] = (coincidences[c * size + k] ?? 0) + (times * pairs) / (raters - 1);
      }
    }
  });
  const n = totals.reduce((a, b) => a + b, 0);
  let observed = 0;
  let expected = 0;
  for (let c = 0; c < size; c++) {
    for (let k = 0; k < size; k++) {
      if (c === k) continue;
      const distance = squaredDistance(c, k, { values, metric, totals });
      observed += ((coincidences[c * size + k] ?? 0) * distance) / n;
      expected += ((totals[c] ?? 0) * (totals[k] ?? 0) * distance) / (n * (n - 1));
    }
  }
  return { observed, expected };
}

function squaredDistance(
  c: number,
  k: number,
  { values, metric, totals }: { values: readonly number[]; metric: KrippendorffMetric; totals: Float64Array },
): number {
  if (metric === "nominal") return 1;
  if (metric === "interval") return ((values[c] ?? NaN) - (values[k] ?? NaN)) ** 2;
  const [low, high] = c < k ? [c, k] : [k, c];
  let between = -((totals[c] ?? 0) + (totals[k] ?? 0)) / 2;
  for (let g = low; g <= high; g++) between += totals[g] ?? 0;
  return between * between;
}
