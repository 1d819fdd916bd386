import { scoreRows, type RewardModel } from "@rlhf/reward";

type Tokens = readonly number[];

/** The reward model as the score function that PPO, best-of-n and evaluation are handed. */
export function scoreFnOf(
  reward: RewardModel,
): (queries: readonly Tokens[], responses: readonly Tokens[]) => Promise<Float32Array> {
  return (queries, responses) =>
    scoreRows(
      reward,
      queries.map((query, i) => [...query, ...(responses[i] ?? [])]),
    );
}
