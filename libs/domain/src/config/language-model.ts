import { z } from "zod";
import { setting } from "./setting";

const rate = () => z.number().min(0).max(1);

/** No default: a config that does not name it keeps the hash it had. The result has the same bits either way. */
export const recompute = () =>
  setting(
    z.boolean().optional(),
    "compute a layer's activations again in the backward instead of keeping them; off when left out",
    "switch",
    "Chen 2016 (arXiv:1604.06174)",
  );

/** AdamW and its schedule; the defaults differ by stage. */
export function optimizerSettings(defaults: { lr: number; beta2: number; warmupSteps: number; minLrRatio: number }) {
  return {
    lr: setting(z.number().positive().default(defaults.lr), "peak learning rate", "rate", "world.md prototype"),
    warmupSteps: setting(z.int().min(0).default(defaults.warmupSteps), "linear warm-up", "steps", "world.md prototype"),
    minLrRatio: setting(rate().default(defaults.minLrRatio), "final over peak rate", "ratio", "world.md prototype"),
    beta1: setting(rate().default(0.9), "decay of the first moment", "rate", "Kingma 2015"),
    beta2: setting(rate().default(defaults.beta2), "decay of the second moment", "rate", "world.md prototype"),
    adamEpsilon: setting(z.number().positive().default(1e-8), "added to the denominator", "value", "Kingma 2015"),
    epsilonForm: setting(
      z.enum(["torch", "tf1"]).default("torch"),
      "where epsilon stands: after (torch) or before (tf1) bias correction",
      "name",
      "algorithms.md 2.7",
    ),
    weightDecay: setting(z.number().min(0).default(0), "decoupled decay", "rate", "Loshchilov 2019"),
    maxGradNorm: setting(z.number().positive().default(1), "global gradient norm clip", "norm", "Pascanu 2013"),
    recompute: recompute(),
  };
}

export const PretrainConfig = z.strictObject({
  tokens: setting(z.int().positive().default(900_000), "training tokens", "tokens", "docs/LOG.md 2026-11-23"),
  batchSize: setting(z.int().positive().default(32), "documents per step", "documents", "world.md"),
  ...optimizerSettings({ lr: 2e-3, beta2: 0.98, warmupSteps: 30, minLrRatio: 0.1 }),
  checkpointEvery: setting(z.int().positive().default(200), "steps between checkpoints", "steps", "own choice"),
});
export type PretrainConfig = z.infer<typeof PretrainConfig>;

export const SftConfig = z.strictObject({
  tokens: setting(z.int().positive().default(450_000), "training tokens", "tokens", "docs/LOG.md 2026-11-23"),
  batchSize: setting(z.int().positive().default(32), "demonstrations per step", "demonstrations", "world.md"),
  lossOn: setting(
    z.enum(["all", "response"]).default("all"),
    "tokens that count in the loss",
    "name",
    "torch_loop.py trains on every token",
  ),
  ...optimizerSettings({ lr: 1e-3, beta2: 0.98, warmupSteps: 30, minLrRatio: 0.1 }),
  checkpointEvery: setting(z.int().positive().default(200), "steps between checkpoints", "steps", "own choice"),
});
export type SftConfig = z.infer<typeof SftConfig>;
