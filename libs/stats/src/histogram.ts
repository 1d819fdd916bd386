export type Histogram = { edges: number[]; counts: number[] };

/**
 * Counts of the finite values in bins of one width, a power of two, at most `bins` of them. Edges are multiples of the
 * width, so that histograms of different batches lie on one grid. counts[i]: values in [edges[i], edges[i + 1]).
 */
export function histogram(values: ArrayLike<number>, { bins = 32 }: { bins?: number } = {}): Histogram {
  const finite = Array.from(values).filter(Number.isFinite);
  if (finite.length === 0) return { edges: [], counts: [] };
  const [lo, hi] = finite.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const width = binWidth(hi - lo, { bins, size: Math.max(Math.abs(lo), Math.abs(hi)) });
  const first = Math.floor(lo / width);
  const counts = new Array<number>(Math.floor(hi / width) - first + 1).fill(0);
  for (const value of finite) {
    const bin = Math.floor(value / width) - first;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges: Array.from({ length: counts.length + 1 }, (_, i) => (first + i) * width), counts };
}

/** Of values that are all equal the width is small beside their size; never so small that edges would be rounded. */
function binWidth(range: number, { bins, size }: { bins: number; size: number }): number {
  const wanted = range > 0 ? range / (bins - 1) : (size || 1) / bins; // one bin to spare: the grid need not begin at lo
  return 2 ** Math.ceil(Math.log2(Math.max(wanted, size * 2 ** -40, 2 ** -1_000)));
}
