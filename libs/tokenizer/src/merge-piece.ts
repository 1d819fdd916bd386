import { NO_MERGE, type MergeTable } from "./merge-table";

const SCAN_LIMIT = 64; // up to here a scan for the lowest rank beats the heap

/**
 * Applies the merges to the ids of one piece, lowest rank first, leftmost first; `ids` is used up. In a well-formed table
 * a merge only makes pairs of higher rank, so this equals merging every occurrence of a pair before the next pair.
 * Linear memory; O(n log n) time on long pieces, so that a megabyte without a space is no attack.
 * @source Sennrich et al. 2016, arXiv:1508.07909
 */
export function mergePiece(ids: number[], table: MergeTable): number[] {
  return ids.length <= SCAN_LIMIT ? mergeShort(ids, table) : mergeLong(ids, table);
}

function mergeShort(ids: number[], table: MergeTable): number[] {
  const ranks: number[] = []; // ranks[i] belongs to the pair (i, i + 1)
  for (let i = 0; i + 1 < ids.length; i++) ranks.push(table.rank(ids[i] ?? -1, ids[i + 1] ?? -1));
  for (;;) {
    const at = lowest(ranks);
    if (at < 0) return ids;
    ids[at] = table.result(ranks[at] ?? -1);
    ids.splice(at + 1, 1);
    ranks.splice(at, 1);
    if (at > 0) ranks[at - 1] = table.rank(ids[at - 1] ?? -1, ids[at] ?? -1);
    if (at < ranks.length) ranks[at] = table.rank(ids[at] ?? -1, ids[at + 1] ?? -1);
  }
}

function lowest(ranks: readonly number[]): number {
  let best = NO_MERGE;
  let at = -1;
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i] ?? NO_MERGE;
    if (rank < best) [best, at] = [rank, i];
  }
  return at;
}

/** The ids as a doubly linked list, candidates in a heap ordered by (rank, position); stale candidates are skipped. */
function mergeLong(ids: number[], table: MergeTable): number[] {
  const n = ids.length;
  const next = Int32Array.from(ids, (_, i) => i + 1);
  const before = Int32Array.from(ids, (_, i) => i - 1);
  const heap = new MinHeap();
  const rankAt = (i: number) => (i < 0 ? NO_MERGE : table.rank(ids[i] ?? -1, ids[next[i] ?? n] ?? -1));
  const offer = (i: number) => {
    const rank = rankAt(i);
    if (rank !== NO_MERGE) heap.push(rank * POSITIONS + i);
  };
  for (let i = 0; i + 1 < n; i++) offer(i);
  for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
    const at = top % POSITIONS;
    const rank = (top - at) / POSITIONS;
    if (ids[at] === GONE || rankAt(at) !== rank) continue;
    const right = next[at] ?? n;
    const after = next[right] ?? n;
    ids[at] = table.result(rank);
    ids[right] = GONE;
    next[at] = after;
    if (after < n) before[after] = at;
    offer(before[at] ?? -1);
    offer(at);
  }
  return ids.filter((id) => id !== GONE);
}

const GONE = -1;
const POSITIONS = 2 ** 31; // rank * POSITIONS + position is exact below 2^53 for 2^22 ranks

/** Binary min-heap of numbers. */
class MinHeap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] ?? 0;
      if (above <= item) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last);
    return top;
  }

  #sink(item: number): void {
    const items = this.#items;
    const n = items.length;
    let at = 0;
    for (let child = 1; child < n; child = 2 * at + 1) {
      if (child + 1 < n && (items[child + 1] ?? 0) < (items[child] ?? 0)) child += 1;
      const below = items[child] ?? 0;
      if (below >= item) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }
}
