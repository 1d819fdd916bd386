/** counts[i] values of a step's batch lie in [edges[i], edges[i + 1]). */
export type Spread = { step: number; edges: readonly number[]; counts: readonly number[] };
type Cell = { lo: number; hi: number; share: number };
export type StripColumn = { step: number; cells: Cell[]; median: number; peak: number };

/** Columns of a heat strip: the shares of each step's batch in its bins, and where half of the batch lies below. */
export function stripGrid(spreads: readonly Spread[]): { columns: StripColumn[]; lo: number; hi: number } {
  const columns = spreads.flatMap((spread) => {
    const total = spread.counts.reduce((a, b) => a + b, 0);
    return total === 0 ? [] : [columnOf(spread, total)];
  });
  const edges = columns.flatMap(({ cells }) => cells.flatMap(({ lo, hi }) => [lo, hi]));
  const [lo, hi] = edges.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  return columns.length === 0 ? { columns, lo: 0, hi: 1 } : { columns, lo, hi };
}

function columnOf({ step, edges, counts }: Spread, total: number): StripColumn {
  const cells = counts.flatMap((n, i) => {
    const [lo, hi] = [edges[i], edges[i + 1]];
    return n === 0 || lo === undefined || hi === undefined ? [] : [{ lo, hi, share: n / total }];
  });
  const peak = cells.reduce((max, cell) => Math.max(max, cell.share), 0);
  return { step, cells, median: medianOf(cells), peak };
}

/** Values are taken as evenly spread within their bin. */
function medianOf(cells: readonly Cell[]): number {
  let below = 0;
  for (const { lo, hi, share } of cells) {
    if (below + share >= 0.5) return lo + ((0.5 - below) / share) * (hi - lo);
    below += share;
  }
  return NaN;
}
