/** The merges of a byte-pair encoding, by rank; a lower rank is applied first. */
export type Merge = readonly [left: number, right: number, result: number];

/** Open-addressing map from a pair of ids to its rank: no allocation and no string in the inner loop. */
export class MergeTable {
  readonly #lefts: Int32Array;
  readonly #rights: Int32Array;
  readonly #ranks: Int32Array;
  readonly #results: Int32Array;
  readonly #mask: number;

  constructor(merges: readonly Merge[]) {
    const slots = 2 ** Math.ceil(Math.log2(2 * merges.length + 2)); // at most half full
    this.#mask = slots - 1;
    this.#lefts = new Int32Array(slots).fill(-1);
    this.#rights = new Int32Array(slots);
    this.#ranks = new Int32Array(slots);
    this.#results = Int32Array.from(merges, ([, , result]) => result);
    merges.forEach(([left, right], rank) => {
      const slot = this.#slotOf(left, right);
      this.#lefts[slot] = left;
      this.#rights[slot] = right;
      this.#ranks[slot] = rank;
    });
  }

  /** Rank of the merge of two adjacent ids, or NO_MERGE. */
  rank(left: number, right: number): number {
    const slot = this.#slotOf(left, right);
    return this.#lefts[slot] === -1 ? NO_MERGE : (this.#ranks[slot] ?? NO_MERGE);
  }

  /** Id that the merge of this rank makes. */
  result(rank: number): number {
    return this.#results[rank] ?? -1;
  }

  #slotOf(left: number, right: number): number {
    let slot = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 0x7f4a7c15, 0x85ebca6b)) >>> 7;
    for (slot &= this.#mask; ; slot = (slot + 1) & this.#mask) {
      const found = this.#lefts[slot];
      if (found === -1 || (found === left && this.#rights[slot] === right)) return slot;
    }
  }
}

/** Above every rank. */
export const NO_MERGE = 0x7fffffff;
