import type { MetricValues, RewardConfig } from "@rlhf/domain";
import type { Gpt } from "@rlhf/gpt";
import type { TrainerState } from "./trainer-state";

export type { TrainerState };

/**
 * One comparison of two rows (prompt + response). `label` is the probability that `chosen` is better: 1, or a soft label,
 * ½ for a tie. `strength` 0…3 as judged. `weight` scales the pair's loss.
 */
export type RewardPair = {
  chosen: readonly number[];
  rejected: readonly number[];
  label: number;
  strength: number;
  weight: number;
};

/** A GPT with a `score` head, and the affine map that gives its scores mean 0 and deviation 1 on the initial policy. */
export type RewardModel = { model: Gpt; gain: number; bias: number };

/** What the trainer reads of RewardConfig. */
export type RewardSettings = Omit<RewardConfig, "epochs" | "batchSize" | "normalizeSamples" | "checkpointEvery">;

export type RewardTrainer = {
  readonly stepIndex: number;
  step(): Promise<MetricValues>;
  state(): Promise<TrainerState>;
  load(state: TrainerState): void;
  dispose(): void;
};

/** Files of the state: `model`, `optimizer`. The model (with a `score` head) is trained in place and stays the caller's. */
export declare function createRewardTrainer(options: {
  model: Gpt;
  config: RewardSettings;
  batches: (step: number) => readonly RewardPair[];
  totalSteps: number;
  microBatches?: number;
}): RewardTrainer;

/** Batches as a pure function of (seed, epoch). */
export declare function shuffledPairs(
  pairs: readonly RewardPair[],
  options: { batchSize: number; seed: number },
): { stepsPerEpoch: number; batch: (step: number) => readonly RewardPair[] };

/** All pairs of one ranking, best row first, each of weight 1 / C(K, 2), so that every prompt counts once. */
export declare function rankingPairs(rows: readonly (readonly number[])[]): RewardPair[];

/** Scores at the last valid token, times gain plus bias; at most 256 rows at a time. */
export declare function scoreRows(reward: RewardModel, rows: readonly (readonly number[])[]): Promise<Float32Array>;

/** The gain and bias that give these scores mean 0 and (population) standard deviation 1. */
export declare function normalize(scores: Float32Array): { gain: number; bias: number };

/** Accuracy (label above ½ ordered so; ties left out), mean loss and mean margin of held-out pairs. */
export declare function evaluatePairs(
  reward: RewardModel,
  pairs: readonly RewardPair[],
): Promise<{
  accuracy: number;
  loss: number;
  margin: number;
  chosenScores: Float32Array;
  rejectedScores: Float32Array;
}>;

/** A new Gpt whose `value_head` is the reward model's score head with gain and bias folded in: the critic at step 0. */
export declare function criticFromReward(reward: RewardModel): Promise<Gpt>;
