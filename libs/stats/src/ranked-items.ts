import type { Interval } from "./interval";
import type { Matrix } from "./matrix";
import { abilityIndex } from "./paired-fit";
import { normalQuantile } from "./special-functions";

export type RankedItem = {
  name: string;
  ability: number;
  standardError: number;
  interval: Interval;
  /** 400/ln 10 · ability + 1000, for display. */
  elo: number;
  eloInterval: Interval;
  /** 1 + number of items that are better beyond doubt: the interval of the difference lies above 0. */
  rankUpperBound: number;
  judgments: number;
};
type Solution = {
  x: Float64Array;
  covariance: Matrix;
  anchor: number;
  level: number;
  /** How many judgments name each item. */
  counts: readonly number[];
};

const ELO_PER_NAT = 400 / Math.LN10;

/** Abilities with intervals relative to the anchor, and ranks from the intervals of all differences. */
export function rankItems(names: readonly string[], solution: Solution): RankedItem[] {
  const { x, covariance, anchor, level, counts } = solution;
  const z = normalQuantile((1 + level) / 2);
  const at = names.map((_, i) => abilityIndex(i, anchor));
  const ability = (i: number): number => (i < 0 ? 0 : (x[i] ?? NaN));
  const shared = (i: number, j: number): number => (i < 0 || j < 0 ? 0 : covariance.get(i, j));
  const beats = (i: number, j: number): boolean => {
    const variance = shared(i, i) + shared(j, j) - 2 * shared(i, j);
    return ability(i) - ability(j) > z * Math.sqrt(Math.max(0, variance));
  };
  return names.map((name, i) => {
    const index = at[i] ?? -1;
    const theta = ability(index);
    const standardError = Math.sqrt(shared(index, index));
    const interval: Interval = [theta - z * standardError, theta + z * standardError];
    return {
      name,
      ability: theta,
      standardError,
      interval,
      elo: eloScale(theta),
      eloInterval: [eloScale(interval[0]), eloScale(interval[1])],
      rankUpperBound: 1 + at.filter((other) => other !== index && beats(other, index)).length,
      judgments: counts[i] ?? 0,
    };
  });
}

/** Natural-log odds to points of the Elo scale, 1000 at the anchor. @source labeling.md 6.1 */
export function eloScale(ability: number): number {
  return ELO_PER_NAT * ability + 1000;
}
