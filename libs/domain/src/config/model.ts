import { z } from "zod";
import { setting } from "./setting";

const int = () => z.int().positive();

export const ModelConfig = z
  .strictObject({
    nLayer: setting(int().default(4), "transformer blocks", "layers", "world.md: 0.8 M parameters learn Harbortown"),
    nHead: setting(int().default(4), "attention heads", "heads", "GPT-2: nEmbd / 64, here 32 wide"),
    nEmbd: setting(int().default(128), "width of the residual stream", "channels", "world.md"),
    nCtx: setting(int().default(64), "longest sequence, prompt and response", "tokens", "world.md: longest is 9 + 48"),
  })
  .refine((m) => m.nEmbd % m.nHead === 0, {
    path: ["nHead"],
    message: "expected a divisor of nEmbd, so that heads have equal width",
  });
export type ModelConfig = z.infer<typeof ModelConfig>;

export const TokenizerConfig = z.strictObject({
  kind: setting(z.enum(["world", "bpe"]).default("world"), "word vocabulary or byte-level BPE", "name", "own choice"),
  vocabSize: setting(int().min(260).default(1024), "BPE vocabulary, specials included", "tokens", "Sennrich 2016"),
});
export type TokenizerConfig = z.infer<typeof TokenizerConfig>;

export const WorldConfig = z.strictObject({
  kind: setting(z.enum(["harbortown"]).default("harbortown"), "built-in world with known truth", "name", "world.md"),
  heldoutTokens: setting(int().default(65_000), "fresh text that measures pre-training", "tokens", "torch_loop.py"),
});
export type WorldConfig = z.infer<typeof WorldConfig>;

export const DataConfig = z.strictObject({
  text: setting(z.array(z.string()).default([]), "plain-text files to pre-train on", "paths", "user"),
  demonstrations: setting(z.array(z.string()).default([]), "JSONL prompt-completion files for SFT", "paths", "user"),
  comparisons: setting(z.array(z.string()).default([]), "JSONL preference files (TRL or HH-RLHF)", "paths", "user"),
  prompts: setting(z.array(z.string()).default([]), "JSONL prompt files for PPO and evaluation", "paths", "user"),
  maxPromptTokens: setting(int().default(64), "longer prompts keep their last tokens", "tokens", "own choice"),
});
export type DataConfig = z.infer<typeof DataConfig>;
