import { DataError, type ModelConfig, type WorldConfig } from "@rlhf/domain";
import {
  harbortown,
  languageModelRow,
  type HarborDocument,
  type HarborPrompt,
  type LanguageModelRow,
} from "@rlhf/datasets";
import { Philox } from "@rlhf/tensor";
import { wordTokenizer } from "@rlhf/tokenizer";
import type { Source, SourcePrompt, Truth } from "./source";

/** The held-out text is the same for every seed, so that figures of different runs compare. */
const HELDOUT_SEED = 77;

/** Harbortown: text, demonstrations and truth come from the world's own generator and oracle. */
export function harbortownSource(world: WorldConfig, model: ModelConfig): Source {
  const tokenizer = wordTokenizer(harbortown.vocabulary);
  const limits = { nCtx: model.nCtx };
  const rowOf = (d: HarborDocument): LanguageModelRow =>
    languageModelRow(tokenizer, { prompt: d.prompt.text, response: d.responseWords.join(" ") }, limits);
  const prompts = harbortown.prompts().map((p) => toSourcePrompt(p, tokenizer));
  const byText = new Map(harbortown.prompts().map((p, i) => [p.text, { entities: p.entities, prompt: prompts[i] }]));
  return {
    kind: "harbortown",
    contentSha256: null,
    tokenizer,
    prompts,
    ask: (rng, split) => {
      const { text } = harbortown.samplePrompt(rng, split);
      const prompt = byText.get(text)?.prompt;
      if (!prompt) throw new DataError(`expected a prompt of Harbortown, got "${text}"`);
      return prompt;
    },
    writing: (stage, { tokens, seed }) => {
      const rng = new Philox({ seed, purpose: `harbortown/${stage}` });
      const writer = stage === "pretrain" ? "broad" : "expert";
      // Pre-training text is about everything; demonstrations keep to the prompts that evaluation never asks.
      const ask = () => harbortown.samplePrompt(rng, stage === "sft" ? "train" : undefined);
      return rowsUpTo(tokens, () => rowOf(harbortown.document(rng, writer, ask())));
    },
    heldout: () => {
      const rng = new Philox({ seed: HELDOUT_SEED, purpose: "harbortown/heldout" });
      const documents: HarborDocument[] = [];
      const rows = rowsUpTo(world.heldoutTokens, () => {
        const document = harbortown.document(rng, "broad");
        documents.push(document);
        return rowOf(document);
      });
      return { rows, floor: harbortown.floor(documents).natsPerToken };
    },
    truth: (prompt, response) => {
      const entities = byText.get(prompt.text)?.entities ?? [];
      return truthOf(entities, tokenizer.decode(response).split(" ").filter(Boolean));
    },
    given: null,
  };
}

function truthOf(entities: readonly string[], words: readonly string[]): Truth {
  const features = harbortown.features(entities, words);
  const sentences = harbortown.splitSentences(words);
  return {
    gold: features.gold,
    validSentences: sentences.filter(harbortown.acceptsSentence).length,
    sentences: sentences.length,
  };
}

function toSourcePrompt(p: HarborPrompt, tokenizer: ReturnType<typeof wordTokenizer>): SourcePrompt {
  const { bos, sep } = tokenizer.specials;
  return {
    text: p.text,
    tokens: [bos, ...tokenizer.encode(p.text), sep],
    cluster: p.combination,
    split: p.split,
    tags: [`combination:${p.combination}`],
  };
}

function rowsUpTo(tokens: number, next: () => LanguageModelRow): LanguageModelRow[] {
  const rows: LanguageModelRow[] = [];
  for (let count = 0; count < tokens;) {
    const row = next();
    rows.push(row);
    count += row.tokens.length;
  }
  return rows;
}
