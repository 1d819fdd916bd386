import { DataError } from "@rlhf/domain";
import { gptFromArrays, type Gpt } from "@rlhf/gpt";
import type { RewardModel } from "./score";

/**
 * The gain and bias that give these scores mean 0 and population standard deviation 1. scores: [B], raw (gain 1, bias 0), of
 * responses of the initial policy.
 * @throws DataError if the scores do not vary or are not finite.
 * @source Ziegler 2019 (`normalize_samples`); algorithms.md 2.2, 8
 */
export function normalize(scores: Float32Array): { gain: number; bias: number } {
  const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
  const variance = scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / scores.length;
  if (!(variance > 0) || !Number.isFinite(variance)) {
    throw new DataError(
      `reward scores: expected finite scores that vary, got variance ${variance} over ${scores.length}`,
    );
  }
  const gain = 1 / Math.sqrt(variance);
  return { gain, bias: -mean * gain };
}

/**
 * A new Gpt whose `value_head` is the score head with gain and bias folded in: the critic of PPO at step 0.
 * @source Stiennon 2020; algorithms.md 2.8
 */
export async function criticFromReward({ model, gain, bias }: RewardModel): Promise<Gpt> {
  const { "score.weight": weight, "score.bias": offset, ...trunk } = await model.params.toArrays();
  if (!weight || !offset) throw new DataError("reward model: expected score.weight and score.bias, got no score head");
  return gptFromArrays(model.config, {
    ...trunk,
    "value_head.weight": { shape: weight.shape, values: weight.values.map((w) => gain * w) },
    "value_head.bias": { shape: offset.shape, values: offset.values.map((b) => gain * b + bias) },
  });
}
