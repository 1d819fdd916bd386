import { z } from "zod";
import { optimizerSettings } from "./language-model";
import { setting } from "./setting";

export const RewardConfig = z.strictObject({
  epochs: setting(z.int().positive().default(2), "passes over the pairs", "epochs", "docs/LOG.md 2026-11-23"),
  batchSize: setting(z.int().positive().default(32), "pairs per step", "pairs", "world.md"),
  marginPerStrength: setting(
    z.number().min(0).default(0),
    "margin asked per point of strength beyond the first",
    "reward",
    "Llama 2 §3.2.2",
  ),
  centering: setting(z.number().min(0).default(0), "weight of (chosen + rejected)²", "coefficient", "Eisenstein 2023"),
  normalizeSamples: setting(
    z.int().min(2).default(512),
    "initial-policy samples that set mean 0 and deviation 1",
    "samples",
    "Ziegler 2019",
  ),
  ...optimizerSettings({ lr: 5e-4, beta2: 0.999, warmupSteps: 5, minLrRatio: 0 }),
  schedule: setting(z.enum(["linear", "cosine"]).default("linear"), "shape of the decay", "name", "world.md"),
  checkpointEvery: setting(z.int().positive().default(200), "steps between checkpoints", "steps", "own choice"),
});
export type RewardConfig = z.infer<typeof RewardConfig>;
