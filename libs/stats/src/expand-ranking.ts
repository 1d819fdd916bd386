import type { PairedJudgment } from "./bradley-terry";

/**
 * A ranking of K as its K(K−1)/2 pairs, each of weight 2/K, so that a long ranking does not count as many judgments;
 * the cluster stays the judgment's. Left and right follow the order given in `shown`.
 * @source labeling.md 6.1
 */
export function expandRanking({
  ranking,
  shown = ranking,
  cluster,
  annotator,
}: {
  ranking: readonly string[];
  shown?: readonly string[];
  cluster: string | number;
  annotator?: string | number;
}): PairedJudgment[] {
  const weight = 2 / ranking.length;
  return ranking.flatMap((winner, k) =>
    ranking.slice(k + 1).map((loser): PairedJudgment => {
      const winnerFirst = shown.indexOf(winner) <= shown.indexOf(loser);
      const [left, right] = winnerFirst ? [winner, loser] : [loser, winner];
      return { left, right, outcome: winnerFirst ? 1 : 0, cluster, annotator, weight };
    }),
  );
}
