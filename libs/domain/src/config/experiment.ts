import { z } from "zod";
import { LoopConfig } from "./loop";
import { setting } from "./setting";

const int = () => z.int().positive();

/** Over-optimisation of a reward model: the loop's stages in `loop`, and what is measured around them. */
export const OverOptimizationConfig = z.strictObject({
  loop: LoopConfig,
  seeds: setting(
    int().min(2).default(5),
    "independent draws of comparisons, reward models and PPO",
    "runs",
    "algorithms.md 3.8",
  ),
  members: setting(int().min(2).default(5), "reward models of an ensemble", "models", "Coste 2023"),
  varianceWeightBestOfN: setting(
    z.number().min(0).default(0.5),
    "λ of uncertainty-weighted best-of-n",
    "1 / reward",
    "Coste 2023",
  ),
  varianceWeightPpo: setting(
    z.number().min(0).default(0.1),
    "λ of uncertainty-weighted PPO",
    "1 / reward",
    "Coste 2023",
  ),
  bestOfNPrompts: setting(int().default(48), "test prompts of best-of-n", "prompts", "own choice"),
  bestOfNSamples: setting(
    int().min(4).default(512),
    "answers to each of them, and the largest n",
    "samples",
    "world.md",
  ),
  evaluateEvery: setting(int().default(4), "PPO steps between two points of the curve", "steps", "own choice"),
  evaluatePrompts: setting(int().default(128), "test prompts behind each point", "prompts", "own choice"),
});
export type OverOptimizationConfig = z.infer<typeof OverOptimizationConfig>;

export const OverOptimizationPreset = z.enum(["small", "full"]);
export type OverOptimizationPreset = z.infer<typeof OverOptimizationPreset>;

/** A small model and few comparisons, no KL penalty and no decay: made to be over-optimised. */
const LOOP = {
  world: { kind: "harbortown" },
  model: { nLayer: 2, nHead: 2, nEmbd: 64 },
  pretrain: { tokens: 700_000, lr: 4e-3 },
  sft: { tokens: 250_000, lr: 2e-3 },
  label: { comparisons: 800, validationComparisons: 500 },
  reward: { epochs: 3, lr: 1e-3, normalizeSamples: 512 },
  ppo: {
    ...{ steps: 40, batchSize: 64, noptepochs: 2, nminibatches: 2 },
    ...{ lr: 2e-4, criticLr: 1e-3, lrSchedule: "constant", klCoef: 0 },
  },
} satisfies z.input<typeof LoopConfig>;

export const OVEROPTIMIZATION_PRESETS: Record<OverOptimizationPreset, z.input<typeof OverOptimizationConfig>> = {
  full: { loop: LOOP },
  small: {
    loop: {
      ...LOOP,
      pretrain: { tokens: 150_000, lr: 5e-3 },
      sft: { tokens: 60_000, lr: 3e-3 },
      label: { comparisons: 400, validationComparisons: 200 },
      reward: { epochs: 3, lr: 1e-3, normalizeSamples: 128 },
      ppo: { ...LOOP.ppo, steps: 16, batchSize: 32, lr: 5e-4 },
    },
    ...{ seeds: 2, members: 2, bestOfNPrompts: 24, bestOfNSamples: 64, evaluateEvery: 4, evaluatePrompts: 48 },
  },
};
