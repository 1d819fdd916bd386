import { z } from "zod";
import { EvaluateConfig } from "./evaluate";
import { GenerateConfig, LabelConfig } from "./labeling";
import { PretrainConfig, SftConfig } from "./language-model";
import { DataConfig, ModelConfig, TokenizerConfig, WorldConfig } from "./model";
import { PpoConfig } from "./ppo";
import { RewardConfig } from "./reward";

/** Every stage of the loop. Exactly one of `world` and `data` says where text, demonstrations and judgments come from. */
export const LoopConfig = z
  .strictObject({
    world: WorldConfig.optional(),
    data: DataConfig.optional(),
    tokenizer: TokenizerConfig.prefault({}),
    model: ModelConfig.prefault({}),
    pretrain: PretrainConfig.prefault({}),
    sft: SftConfig.prefault({}),
    generate: GenerateConfig.prefault({}),
    label: LabelConfig.prefault({}),
    reward: RewardConfig.prefault({}),
    ppo: PpoConfig.prefault({}),
    evaluate: EvaluateConfig.prefault({}),
  })
  .refine((c) => (c.world === undefined) !== (c.data === undefined), {
    message: "expected exactly one of world and data",
  });
export type LoopConfig = z.infer<typeof LoopConfig>;

export const Preset = z.enum(["smoke", "quick", "full"]);
export type Preset = z.infer<typeof Preset>;

type DeepPartial<T> = { [K in keyof T]?: DeepPartial<T[K]> };

/** What each preset changes of the defaults. `quick` is the demo; `smoke` learns visibly but little. */
export const PRESETS: Record<Preset, DeepPartial<z.input<typeof LoopConfig>>> = {
  smoke: {
    world: { kind: "harbortown", heldoutTokens: 6_000 },
    model: { nLayer: 2, nHead: 2, nEmbd: 64 },
    pretrain: { tokens: 150_000, lr: 5e-3, checkpointEvery: 40 },
    sft: { tokens: 50_000, lr: 3e-3, checkpointEvery: 40 },
    label: { comparisons: 300, validationComparisons: 100 },
    reward: { epochs: 2, lr: 1e-3, normalizeSamples: 64, checkpointEvery: 10 },
    ppo: { steps: 6, batchSize: 32, lr: 3e-4, checkpointEvery: 2, probePrompts: 4 },
    evaluate: { prompts: 64, bestOfN: 4, bestOfNPrompts: 32, bootstrapSamples: 200 },
  },
  quick: { world: { kind: "harbortown" }, reward: { lr: 3e-4 } }, // the default was at the edge: docs/LOG.md 2026-11-28
  full: {
    world: { kind: "harbortown" },
    model: { nLayer: 6, nHead: 6, nEmbd: 192 },
    pretrain: { tokens: 2_400_000 },
    sft: { tokens: 900_000 },
    label: { comparisons: 20_000 },
    ppo: { steps: 80, batchSize: 128 },
    evaluate: { prompts: 1_024 },
  },
};
