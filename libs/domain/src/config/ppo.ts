import { z } from "zod";
import { recompute } from "./language-model";
import { setting } from "./setting";

const rate = () => z.number().min(0).max(1);

export const KlEstimator = z.enum(["k1", "k2", "k3", "full"]);
export type KlEstimator = z.infer<typeof KlEstimator>;
export const LossReduction = z.enum([
  "token-mean",
  "seq-mean-token-mean",
  "seq-mean-token-sum",
  "seq-mean-token-sum-norm",
]);
export type LossReduction = z.infer<typeof LossReduction>;
export const MissingEos = z.strictObject({
  mode: z.enum(["none", "subtract", "replace"]),
  value: z.number(),
});
export type MissingEos = z.infer<typeof MissingEos>;

export const PpoConfig = z.strictObject({
  steps: setting(z.int().positive().default(50), "rollout-and-update steps", "steps", "docs/LOG.md 2026-11-23"),
  batchSize: setting(z.int().positive().default(64), "episodes per step", "episodes", "world.md; Ziegler 2019"),
  responseLength: setting(z.int().positive().default(48), "longest response R, EOS included", "tokens", "world.md"),
  temperature: setting(
    z.number().positive().default(1),
    "sampling temperature, also of every logprob",
    "ratio",
    "algorithms.md 2.0",
  ),
  noptepochs: setting(z.int().positive().default(4), "passes over each batch", "epochs", "Ziegler 2019"),
  nminibatches: setting(z.int().positive().default(4), "optimiser steps per pass", "minibatches", "world.md"),
  microBatches: setting(
    z.int().positive().default(1),
    "gradient accumulation within a minibatch",
    "parts",
    "own choice",
  ),
  recompute: recompute(),
  lr: setting(z.number().positive().default(1e-4), "policy learning rate", "rate", "world.md"),
  criticLr: setting(z.number().positive().default(1e-3), "critic learning rate", "rate", "world.md"),
  lrSchedule: setting(z.enum(["linear", "constant"]).default("linear"), "decay over steps", "name", "Ziegler 2019"),
  klCoef: setting(
    z.number().min(0).default(0.08),
    "β, weight of the KL penalty (initial when adaptive)",
    "coefficient",
    "docs/LOG.md 2026-11-23",
  ),
  klController: setting(
    z.enum(["fixed", "adaptive", "earlyStop"]).default("fixed"),
    "how β or the epochs follow the KL",
    "name",
    "Ziegler 2019; TRL 0.11",
  ),
  klTarget: setting(
    z.number().positive().default(6),
    "target of the adaptive controller, limit of early stop",
    "nats per response",
    "Ziegler 2019",
  ),
  klHorizon: setting(
    z.number().positive().default(10_000),
    "horizon of the adaptive controller",
    "episodes",
    "Ziegler 2019",
  ),
  klEstimator: setting(KlEstimator.default("k1"), "estimator of the per-token penalty", "name", "algorithms.md 2.3"),
  gamma: setting(rate().default(1), "discount", "ratio", "Ziegler 2019"),
  lam: setting(rate().default(0.95), "GAE decay", "ratio", "Schulman 2016"),
  cliprange: setting(z.number().positive().default(0.2), "ratio clip ε", "ratio", "Schulman 2017"),
  cliprangeValue: setting(z.number().positive().default(0.2), "value clip", "reward", "Ziegler 2019"),
  vfCoef: setting(z.number().min(0).default(0.1), "weight of the value loss", "coefficient", "Ziegler 2019"),
  entropyCoef: setting(z.number().min(0).default(0), "weight of the entropy bonus", "coefficient", "Schulman 2017"),
  whitenAdvantages: setting(
    z.boolean().default(true),
    "whiten advantages over the whole batch",
    "switch",
    "algorithms.md 8",
  ),
  whitenRewards: setting(z.boolean().default(false), "whiten rewards, keeping their mean", "switch", "Ziegler 2019"),
  lossReduction: setting(
    LossReduction.default("token-mean"),
    "how token losses become one number",
    "name",
    "algorithms.md 2.6",
  ),
  missingEos: setting(
    MissingEos.default({ mode: "none", value: 0 }),
    "score of a response without EOS",
    "reward",
    "algorithms.md 2.2",
  ),
  critic: setting(
    z.enum(["separate", "shared"]).default("separate"),
    "own network from the reward model, or the policy's trunk",
    "name",
    "Stiennon 2020; Ziegler 2019",
  ),
  criticWarmupSteps: setting(z.int().min(0).default(0), "steps that train only the critic", "steps", "verl"),
  maxGradNorm: setting(z.number().positive().default(1), "global gradient norm clip, per network", "norm", "world.md"),
  beta1: setting(rate().default(0.9), "decay of the first moment", "rate", "Kingma 2015"),
  beta2: setting(rate().default(0.999), "decay of the second moment", "rate", "Kingma 2015"),
  adamEpsilon: setting(z.number().positive().default(1e-8), "added to the denominator", "value", "Kingma 2015"),
  epsilonForm: setting(z.enum(["torch", "tf1"]).default("torch"), "where epsilon stands", "name", "algorithms.md 2.7"),
  checkpointEvery: setting(z.int().positive().default(10), "steps between checkpoints", "steps", "own choice"),
  probePrompts: setting(
    z.int().min(0).default(8),
    "fixed prompts sampled at each checkpoint",
    "prompts",
    "labeling.md 2",
  ),
});
export type PpoConfig = z.infer<typeof PpoConfig>;
