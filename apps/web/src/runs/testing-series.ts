import type { Series } from "./run-detail";

/** A curve of one point per step, a second apart, the first of them without a time. */
export function seriesOf(key: string, last: readonly number[], more: Partial<Series> = {}): Series {
  const step = last.map((_, i) => i);
  const wallMs = last.map((_, i) => (i === 0 ? null : i * 1_000));
  const values = { step, last: [...last], min: [...last], max: [...last], n: last.map(() => 1), wallMs };
  return { key, unit: null, better: null, bucketSteps: 1, ...values, ...more };
}
