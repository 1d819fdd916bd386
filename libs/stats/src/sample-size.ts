import { ConfigError } from "@rlhf/domain";
import { normalQuantile } from "./special-functions";

export type SampleSizeOptions = {
  /** The true win rate to be told from ½, ties ½. */
  winRate: number;
  tieRate?: number;
  power?: number;
  level?: number;
  judgmentsPerPrompt?: number;
  /** ρ of judgments of one prompt. */
  correlation?: number;
};

/**
 * Judgments needed to tell a win rate from ½, two-sided, at a fixed sample size, times the design effect 1 + (k−1)ρ.
 * @throws ConfigError when the win rate is ½ or impossible with that tie rate.
 * @source labeling.md 6.9; Kish 1965 (design effect)
 */
export function sampleSize({
  winRate,
  tieRate = 0,
  power = 0.8,
  level = 0.95,
  judgmentsPerPrompt = 1,
  correlation = 0,
}: SampleSizeOptions): { judgments: number; prompts: number; designEffect: number } {
  const effect = winRate - 0.5;
  if (effect === 0 || Math.abs(effect) > (1 - tieRate) / 2) {
    throw new ConfigError(
      `sample size: expected a win rate other than 0.5 within 0.5 ± ${(1 - tieRate) / 2} (tie rate ${tieRate}), got ${winRate}`,
    );
  }
  const underNull = (1 - tieRate) / 4;
  const underTruth = underNull - effect * effect;
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(underNull) + normalQuantile(power) * Math.sqrt(underTruth);
  const designEffect = 1 + (judgmentsPerPrompt - 1) * correlation;
  const judgments = (reach / effect) ** 2 * designEffect;
  return { judgments: Math.ceil(judgments), prompts: Math.ceil(judgments / judgmentsPerPrompt), designEffect };
}
