import { DataError } from "@rlhf/domain";
import { chiSquaredTail } from "./special-functions";

/**
 * Kendall's τ_b of two lists of scores; NaN when one of them is constant.
 * @throws DataError when the lengths differ.
 * @source Kendall 1945, doi:10.1093/biomet/33.3.239
 */
export function kendallTau(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length)
    throw new DataError(`Kendall's tau: expected equal lengths, got ${x.length} and ${y.length}`);
  let agreement = 0;
  let [inX, inY] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const dx = Math.sign((x[i] ?? NaN) - (x[j] ?? NaN));
      const dy = Math.sign((y[i] ?? NaN) - (y[j] ?? NaN));
      agreement += dx * dy;
      inX += dx * dx;
      inY += dy * dy;
    }
  }
  return agreement / Math.sqrt(inX * inY);
}

export type Concordance = { w: number; chiSquared: number; pValue: number; meanTau: number };

/**
 * Kendall's W of m judges' scores of the same n items, corrected for ties, with its χ² test and the mean τ_b of all
 * pairs of judges.
 * @throws DataError with fewer than two judges or lists of different lengths.
 * @source Kendall & Babington Smith 1939, doi:10.1214/aoms/1177732186; Siegel & Castellan 1988
 */
export function kendallConcordance(scores: readonly (readonly number[])[]): Concordance {
  const judges = scores.length;
  const items = scores[0]?.length ?? 0;
  if (judges < 2 || scores.some((list) => list.length !== items)) {
    throw new DataError("Kendall's W: expected two or more judges with a score for every item");
  }
  const ranks = scores.map(midRanks);
  const sums = Array.from({ length: items }, (_, i) => ranks.reduce((sum, r) => sum + (r[i] ?? NaN), 0));
  const squares = sums.reduce((sum, r) => sum + r * r, 0);
  const ties = scores.reduce((sum, list) => sum + tieTerm(list), 0);
  const w =
    (12 * squares - 3 * judges ** 2 * items * (items + 1) ** 2) / (judges ** 2 * (items ** 3 - items) - judges * ties);
  const taus = scores.flatMap((a, i) => scores.slice(0, i).map((b) => kendallTau(a, b)));
  const chiSquared = judges * (items - 1) * w;
  return {
    w,
    chiSquared,
    pValue: chiSquaredTail(chiSquared, items - 1),
    meanTau: taus.reduce((a, b) => a + b, 0) / taus.length,
  };
}

/** Ranks from 1, equal scores sharing the mean of theirs. */
function midRanks(scores: readonly number[]): number[] {
  return scores.map((score) => {
    const below = scores.filter((other) => other < score).length;
    const equal = scores.filter((other) => other === score).length;
    return below + (equal + 1) / 2;
  });
}

/** Σ (t³ − t) over groups of t equal scores. */
function tieTerm(scores: readonly number[]): number {
  const groups = new Map<number, number>();
  for (const score of scores) groups.set(score, (groups.get(score) ?? 0) + 1);
  return [...groups.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
}
