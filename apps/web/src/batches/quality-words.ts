import type { ForestRow } from "@rlhf/ui";
import type { Annotator, Quality } from "./batch-words";

export type Estimate = { value: number | null; interval: readonly [number, number] | null };

/** What an α means, by its lower bound (Krippendorff 2004: .8 for conclusions, .667 for tentative ones). */
export function alphaWords({ value, interval, items }: Quality["alpha"], overlap: number): string {
  if (value === null)
    return overlap < 2 && items === 0 ? "needs an overlap of two or more" : "not defined: too few pairs, or all alike";
  const low = interval?.[0] ?? value;
  if (low >= 0.8) return "reliable: surely at least 0.8";
  if (low >= 0.667) return "good enough for tentative conclusions";
  return value > 0.1 ? "people see it differently; look at pairs they disagree on" : "hardly better than chance";
}

type Share = { rate: number; interval: readonly [number, number]; n: number };
const percents = (share: Share) => [share.rate, ...share.interval].map((x) => Math.round(1000 * x) / 10);

function shares(annotators: readonly Annotator[], of: (a: Annotator) => Share | null, warn: (a: Annotator) => boolean) {
  const found = annotators.flatMap((a) => {
    const share = of(a);
    return share === null ? [] : [{ a, share }];
  });
  const rows = found.map(({ a, share }): ForestRow => {
    const [rate, lo, hi] = percents(share);
    const cells = [`${rate}`, `[${lo}, ${hi}]`, `${share.n}`];
    const color = warn(a) ? "warn" : "ink";
    return { key: a.annotatorId, label: a.name, value: share.rate, interval: share.interval, color, cells };
  });
  const table = found.map(({ a, share }) => [a.name, ...percents(share), share.n]);
  return { rows, table, columns: ["annotator", "percent", "low", "high", "n"] };
}

/** Share of left answers, by annotator; one whose sides are surely uneven is marked. */
export const leftMeasure = (annotators: readonly Annotator[]) =>
  shares(
    annotators,
    (a) => a.left,
    (a) => a.leftFlagged,
  );

export const agreementMeasure = (annotators: readonly Annotator[]) =>
  shares(
    annotators,
    (a) => a.agreement,
    () => false,
  );

/** The bar is from the score's lower bound to what was passed. */
export const goldMeasure = (annotators: readonly Annotator[]) =>
  shares(
    annotators,
    ({ gold }) =>
      gold && { rate: gold.mean, interval: [gold.lower, Math.max(gold.mean, gold.passed / gold.n)], n: gold.n },
    ({ gold }) => gold?.status === "pause",
  );

/** Median seconds on a pair, with the middle half of the times. */
export function speedMeasure(annotators: readonly Annotator[]) {
  const found = annotators.flatMap(({ annotatorId, name, medianSeconds, middleHalf, judgments }) =>
    medianSeconds === null || middleHalf === null ? [] : [{ annotatorId, name, medianSeconds, middleHalf, judgments }],
  );
  const rows = found.map(({ annotatorId, name, medianSeconds, middleHalf: [lo, hi], judgments }): ForestRow => {
    const cells = [medianSeconds.toFixed(1), `${lo.toFixed(1)}–${hi.toFixed(1)}`, `${judgments}`];
    return { key: annotatorId, label: name, value: medianSeconds, interval: [lo, hi], color: "ink", cells };
  });
  const table = found.map((a) => [a.name, a.medianSeconds, ...a.middleHalf, a.judgments]);
  return { rows, table, columns: ["annotator", "median s", "quarter s", "three quarters s", "judgments"] };
}
