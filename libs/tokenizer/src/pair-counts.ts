/** A pair of adjacent ids over all distinct pieces: how often it occurs, weighted, and in which pieces it has been seen. */
type Pair = { left: number; right: number; count: number; pieces: number[] };

type Candidate = { pair: Pair; count: number };

const IDS = 2 ** 20; // ids stay below this, so left * IDS + right is exact

/** Pair counts kept up to date under merges, with the commonest at hand: a heap whose stale counts are put right when met. */
export class PairCounts {
  readonly #pairs = new Map<number, Pair>();
  readonly #heap: Candidate[] = [];
  #fresh = new Set<Pair>(); // raised since the last take: not yet offered with their new count

  add(left: number, right: number, o: { piece: number; count: number }): void {
    const key = left * IDS + right;
    let pair = this.#pairs.get(key);
    if (pair === undefined) this.#pairs.set(key, (pair = { left, right, count: 0, pieces: [] }));
    pair.count += o.count;
    if (pair.pieces[pair.pieces.length - 1] !== o.piece) pair.pieces.push(o.piece);
    this.#fresh.add(pair);
  }

  drop(left: number, right: number, count: number): void {
    const pair = this.#pairs.get(left * IDS + right);
    if (pair !== undefined) pair.count -= count;
  }

  /** Removes and returns the commonest pair (ties: lower left id, then lower right id), or null when none occurs twice. */
  takeCommonest(): Pair | null {
    for (const pair of this.#fresh) this.#push({ pair, count: pair.count });
    this.#fresh.clear();
    for (let top = this.#pop(); top !== undefined; top = this.#pop()) {
      const { pair, count } = top;
      const key = pair.left * IDS + pair.right;
      if (pair.count < 2 || this.#pairs.get(key) !== pair) continue;
      if (pair.count < count) this.#push({ pair, count: pair.count });
      else {
        this.#pairs.delete(key);
        return pair;
      }
    }
    return null;
  }

  #push(item: Candidate): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(item, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = item;
  }

  #pop(): Candidate | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const item = heap.pop();
    if (item === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      const child = this.#firstChild(at);
      const below = heap[child];
      if (below === undefined || !isBefore(below, item)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = item;
    return top;
  }

  #firstChild(at: number): number {
    const [left, right] = [this.#heap[2 * at + 1], this.#heap[2 * at + 2]];
    return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
  }
}

function isBefore(a: Candidate, b: Candidate): boolean {
  if (a.count !== b.count) return a.count > b.count;
  return a.pair.left !== b.pair.left ? a.pair.left < b.pair.left : a.pair.right < b.pair.right;
}
