// Shapes: B responses, M response tokens laid end to end.
import type { PpoConfig } from "@rlhf/domain";
import { computeAdvantages, tokenRewards } from "./advantages";
import { sampledKl } from "./kl";
import type { Rollout, Tokens } from "./rollout";
import { scoresWithEosRule } from "./score";

/** Scores one response per query; the only thing PPO knows of a reward model. */
export type ScoreFn = (queries: readonly Tokens[], responses: readonly Tokens[]) => Promise<Float32Array>;

/**
 * Told when a training step has come so far: the rollout, its scores, its advantages are there; a minibatch begins; one
 * network has taken its optimiser step. For tests that interrupt a step at each of them.
 */
export type OnPpoPhase = (
  phase: "rollout" | "scoring" | "advantages" | "minibatch" | "optimiser-step",
) => void | Promise<void>;

/** A rollout with everything the update needs; constant through its epochs. scores [B], the rest [M]. */
export type Experience = Rollout & {
  scores: Float32Array;
  kl: Float32Array;
  rewards: Float32Array;
  advantages: Float32Array;
  returns: Float32Array;
  /** Advantages before whitening. */
  rawAdvantages: Float32Array;
};

/** Scores the responses and turns scores and KL into rewards, advantages and returns. */
export async function judgeRollout(
  rollout: Rollout,
  {
    scoreFn,
    klCoef,
    config,
    onPhase,
  }: { scoreFn: ScoreFn; klCoef: number; config: PpoConfig; onPhase?: OnPpoPhase | undefined },
): Promise<Experience> {
  await onPhase?.("rollout");
  const { queries, responses, finished, offsets, values } = rollout;
  const scores = scoresWithEosRule(await scoreFn(queries, responses), finished, config.missingEos);
  await onPhase?.("scoring");
  const kl = penalisedKl(rollout, config);
  const rewards = tokenRewards(scores, kl, { offsets, klCoef });
  const { advantages, returns, raw } = computeAdvantages(rewards, values, { ...config, offsets });
  await onPhase?.("advantages");
  return { ...rollout, scores, kl, rewards, advantages, returns, rawAdvantages: raw };
}

function penalisedKl(rollout: Rollout, { klEstimator }: PpoConfig): Float32Array {
  return klEstimator === "full" ? rollout.klFull : sampledKl(klEstimator, rollout.logprobs, rollout.refLogprobs);
}
