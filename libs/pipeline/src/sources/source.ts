import type { LanguageModelRow, Rng } from "@rlhf/datasets";
import type { Tokenizer } from "@rlhf/tokenizer";

/** A prompt as stages need it: `tokens` is the query [bos, prompt…, sep]; intervals cluster by `cluster`. */
export type SourcePrompt = {
  text: string;
  tokens: number[];
  cluster: string;
  split: "train" | "val" | "test";
  tags: string[];
};

/** The exact truth of one answer; only a built-in world knows it. */
export type Truth = { gold: number; validSentences: number; sentences: number };

/** A preference that people have already given: imported, not simulated. */
export type GivenComparison = { prompt: SourcePrompt; chosen: string; rejected: string };

/** Where a loop's text, prompts and judgments come from: the built-in world, or the user's files. */
export type Source = {
  kind: "harbortown" | "files";
  /** Of all that was read from the user's files; null for a world, which the config names whole. */
  contentSha256: string | null;
  tokenizer: Tokenizer;
  prompts: readonly SourcePrompt[];
  /** One prompt of a split, as often as it is asked: the distribution that stages train on and evaluation speaks of. */
  ask(rng: Rng, split: SourcePrompt["split"]): SourcePrompt;
  /** Training rows until `tokens` are reached (a files source ends where its text ends). */
  writing(stage: "pretrain" | "sft", options: { tokens: number; seed: number }): LanguageModelRow[];
  /** Fresh rows that measure pre-training, and the fewest nats per token any model can reach on them, if known. */
  heldout(): { rows: LanguageModelRow[]; floor: number | null };
  /** The truth of an answer, or null where nobody knows it. */
  truth: ((prompt: SourcePrompt, response: readonly number[]) => Truth) | null;
  /** Judgments that exist already; null when annotators (simulated or people) give them. */
  given: readonly GivenComparison[] | null;
};
