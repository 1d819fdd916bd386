import { ShapeError, type MissingEos } from "@rlhf/domain";

/**
 * Scores after the rule for responses that never ended: as they are, less a penalty, or replaced by a constant.
 * scores, finished: [B], reward units. Returns [B].
 * @throws ShapeError if the scores are not one per response.
 * @source algorithms.md 2.2 (subtract: TRL ≥ 0.12; replace: Ziegler 2019)
 */
export function scoresWithEosRule(scores: Float32Array, finished: readonly boolean[], rule: MissingEos): Float32Array {
  if (scores.length !== finished.length) {
    throw new ShapeError(`scoreFn: expected ${finished.length} scores, one per response, got ${scores.length}`);
  }
  return scores.map((score, i) => (finished[i] ? score : unfinishedScore(score, rule)));
}

function unfinishedScore(score: number, rule: MissingEos): number {
  switch (rule.mode) {
    case "none":
      return score;
    case "subtract":
      return score - rule.value;
    case "replace":
      return rule.value;
    default:
      return rule.mode satisfies never;
  }
}
