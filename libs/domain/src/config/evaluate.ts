import { z } from "zod";
import { setting } from "./setting";

export const EvaluateConfig = z.strictObject({
  prompts: setting(z.int().positive().default(512), "evaluation episodes per policy", "episodes", "torch_loop.py"),
  bestOfN: setting(z.int().min(0).default(16), "candidates of best-of-n; 0 leaves it out", "samples", "Stiennon 2020"),
  bestOfNPrompts: setting(z.int().positive().default(512), "episodes of best-of-n", "episodes", "torch_loop.py"),
  bootstrapSamples: setting(
    z.int().positive().default(1_000),
    "resamples of prompt clusters",
    "samples",
    "labeling.md 6.2",
  ),
  rope: setting(
    z.number().min(0).max(0.5).default(0.02),
    "win rates this near to ½ count as equivalent",
    "rate",
    "labeling.md 6.8",
  ),
  judge: setting(
    z.enum(["oracle", "reward_model"]).default("oracle"),
    "who judges: the world's oracle, or the reward model on data without one",
    "name",
    "contracts.md",
  ),
});
export type EvaluateConfig = z.infer<typeof EvaluateConfig>;
