import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergePiece } from "./merge-piece";
import { MergeTable, NO_MERGE, type Merge } from "./merge-table";

/** The published loop: find the pair of lowest rank, merge all its occurrences from the left, look again. */
function published(ids: readonly number[], merges: readonly Merge[]): number[] {
  const rankOf = new Map(merges.map(([l, r], rank) => [`${l} ${r}`, rank]));
  let now = [...ids];
  for (;;) {
    const ranks = now.slice(1).map((right, i) => rankOf.get(`${now[i]} ${right}`) ?? Infinity);
    const lowest = merges[Math.min(...ranks)];
    if (lowest === undefined) return now;
    const next: number[] = [];
    for (let i = 0; i < now.length; i++) {
      const hit = now[i] === lowest[0] && now[i + 1] === lowest[1];
      next.push(hit ? lowest[2] : (now[i] ?? -1));
      if (hit) i += 1;
    }
    now = next;
  }
}

/** Merges over 3 base ids in which every part exists before it is used. */
const tables = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }).map((picks) => {
  const merges: Merge[] = [];
  for (const [a, b] of picks) {
    const ids = 3 + merges.length;
    const [left, right] = [a % ids, b % ids];
    if (!merges.some(([l, r]) => l === left && r === right)) merges.push([left, right, ids]);
  }
  return merges;
});

describe("mergePiece", () => {
  it.each([
    ["short pieces", 0, 40],
    ["long pieces", 65, 200],
  ])("equals the published loop on %s", (_, minLength, maxLength) => {
    const ids = fc.array(fc.nat(2), { minLength, maxLength });
    fc.assert(
      fc.property(
        tables,
        ids,
        (merges, piece) =>
          void expect(mergePiece([...piece], new MergeTable(merges))).toEqual(published(piece, merges)),
      ),
      { numRuns: 1000 },
    );
  });
});

describe("MergeTable", () => {
  it("finds each pair at its rank and no other", () => {
    const merges = Array.from({ length: 5000 }, (_, k): Merge => [k % 71, Math.floor(k / 71), 100 + k]);
    const table = new MergeTable(merges);
    merges.forEach(([left, right, result], rank) => {
      expect(table.rank(left, right)).toBe(rank);
      expect(table.result(rank)).toBe(result);
    });
    expect(table.rank(71, 0)).toBe(NO_MERGE);
    expect(table.rank(0, 71)).toBe(NO_MERGE);
  });
});
