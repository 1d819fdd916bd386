/** Latencies of one kind of call, in ms, from the moment it was meant to be made. */
export type Quantiles = { n: number; p50: number; p95: number; p99: number; max: number };

/** Nearest rank; zeros when there are none. */
export function quantiles(ms: readonly number[]): Quantiles {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (q: number) => round(sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0);
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

const EDGES = [2, 5, 10, 15, 20, 30, 50, 75, 100, 150, 250, 500, 1_000, 2_500, 5_000, 10_000, Infinity];
const WIDTH = 50;

/** One line per bucket that is not empty: upper edge, number, bar. */
export function histogramLines(ms: readonly number[]): string[] {
  const counts = EDGES.map((edge, i) => ms.filter((one) => one <= edge && one > (EDGES[i - 1] ?? -Infinity)).length);
  const most = Math.max(...counts, 1);
  return counts.flatMap((count, i) => {
    if (count === 0) return [];
    const label = `≤ ${EDGES[i] === Infinity ? "more" : String(EDGES[i])} ms`;
    return [`  ${label.padStart(11)} ${String(count).padStart(7)} ${"█".repeat(Math.ceil((WIDTH * count) / most))}`];
  });
}

export const round = (ms: number): number => Math.round(ms * 10) / 10;
