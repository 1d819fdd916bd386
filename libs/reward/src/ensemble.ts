// Shapes: K members of an ensemble, B rows.
import { ShapeError } from "@rlhf/domain";
import { scoreRows, type RewardModel } from "./score";

/**
 * How an ensemble's scores become one. `mean`; `worst-case`: the lowest member; `uncertainty-weighted`: mean − λ · variance,
 * with the population variance over members, whatever the optimiser.
 */
export type EnsembleRule = { kind: "mean" } | { kind: "worst-case" } | { kind: "uncertainty-weighted"; lambda: number };

/**
 * One score per row from each member's score of it. members: K × [B], all on one scale (see `normalize`). Returns [B].
 * @throws ShapeError without members, or when their lengths differ.
 * @source Coste 2023 (arXiv:2310.02743), section 3
 */
export function combineScores(members: readonly Float32Array[], rule: EnsembleRule): Float32Array {
  const [first] = members;
  if (first === undefined || members.some((scores) => scores.length !== first.length)) {
    const lengths = members.map((scores) => scores.length).join(", ");
    throw new ShapeError(`ensemble: expected one or more members with as many scores each, got [${lengths}]`);
  }
  return first.map((_, row) =>
    combine(
      members.map((scores) => scores[row] ?? NaN),
      rule,
    ),
  );
}

function combine(scores: readonly number[], rule: EnsembleRule): number {
  if (rule.kind === "worst-case") return Math.min(...scores);
  const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
  if (rule.kind === "mean") return mean;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  return mean - rule.lambda * variance;
}

/** Scores every row with every member and combines them. Returns [B]. */
export async function scoreEnsemble(
  members: readonly RewardModel[],
  rows: readonly (readonly number[])[],
  rule: EnsembleRule,
): Promise<Float32Array> {
  const scores: Float32Array[] = [];
  for (const member of members) scores.push(await scoreRows(member, rows));
  return combineScores(scores, rule);
}
