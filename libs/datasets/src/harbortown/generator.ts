import { choose, sampleBeta, type Rng } from "../rng";
import { samplePrompt, type HarborPrompt } from "./prompts";
import {
  ADVERBS,
  CLOSERS,
  DESCRIPTIVE,
  INTENSIFIERS,
  NEGATIVE_ADJECTIVES,
  NEGATIVE_VERBS,
  NEUTRAL_VERBS,
  OPENERS,
  PERSONS,
  PLACES,
  POSITIVE_ADJECTIVES,
  POSITIVE_VERBS,
  RUDE_OPENERS,
  THINGS,
  TIMES,
} from "./vocabulary";

/** What a writer is like: sentiment −1…1; descriptiveness, politeness, topicality 0…1; 1–4 sentences. */
export type HarborLatent = {
  sentiment: number;
  descriptiveness: number;
  politeness: number;
  topicality: number;
  sentences: number;
};
export type HarborWriter = "broad" | "expert";
export type HarborDocument = { prompt: HarborPrompt; responseWords: string[] };

/** Shares of 1, 2, … sentences. */
export const SENTENCE_SHARES: Record<HarborWriter, readonly number[]> = {
  broad: [0.3, 0.35, 0.25, 0.1],
  expert: [0.3, 0.45, 0.25],
};

/** A prompt with an answer: by anyone (pre-training) or by an expert (demonstrations). */
export function sampleDocument(rng: Rng, writer: HarborWriter, prompt?: HarborPrompt): HarborDocument {
  const asked = prompt ?? samplePrompt(rng);
  return { prompt: asked, responseWords: sampleResponse(rng, asked.entities, sampleLatent(rng, writer)) };
}

export function sampleLatent(rng: Rng, writer: HarborWriter): HarborLatent {
  const broad = writer === "broad";
  return {
    sentiment: Math.max(-1, Math.min(1, broad ? 0.7 * rng.normal() : 0.5 + 0.4 * rng.normal())),
    descriptiveness: broad ? sampleBeta(rng, 1.2, 1.6) : sampleBeta(rng, 2, 2),
    politeness: broad ? rng.uniform() : 0.5 + 0.5 * rng.uniform(),
    topicality: broad ? sampleBeta(rng, 3, 1.3) : 1,
    sentences: sampleCount(rng, SENTENCE_SHARES[writer]),
  };
}

/** opener? · sentences, the first often led by "about the X ," · closer? */
function sampleResponse(rng: Rng, entities: readonly string[], z: HarborLatent): string[] {
  const out: string[] = [];
  if (rng.uniform() < 0.8 * z.politeness) out.push(...choose(rng, OPENERS));
  else if (rng.uniform() < 0.35 * (1 - z.politeness)) out.push(...choose(rng, RUDE_OPENERS));
  if (rng.uniform() < 0.65) {
    const onTopic = rng.uniform() < 0.25 + 0.75 * z.topicality;
    const topic = onTopic ? choose(rng, entities) : choose(rng, [...PLACES, ...PERSONS, ...THINGS]);
    out.push("about", "the", topic, ",");
  }
  for (let i = 0; i < z.sentences; i++) out.push(...sampleSentence(rng, entities, z));
  if (rng.uniform() < 0.5 * z.politeness) out.push(...choose(rng, CLOSERS));
  return out;
}

function sampleSentence(rng: Rng, entities: readonly string[], z: HarborLatent): string[] {
  const adjective = () => choose(rng, isPositive(rng, z) ? POSITIVE_ADJECTIVES : NEGATIVE_ADJECTIVES);
  const noun = (pool: readonly string[], article = "the") => nounPhrase(rng, { pool, article, entities, z });
  const templates: (() => string[])[] = [
    () => [...noun(PERSONS), verb(rng, z), ...noun(THINGS)],
    () => [...noun(PERSONS), verb(rng, z), ...noun(THINGS), "near", ...noun(PLACES)],
    () => [...noun(PLACES), "was", ...(rng.uniform() < 0.3 ? [choose(rng, INTENSIFIERS)] : []), adjective()],
    () => [...noun(THINGS), "was", adjective(), "and", adjective()],
    () => ["there", "was", ...noun(THINGS, "a"), "in", ...noun(PLACES)],
    () => [
      ...["in", "the", choose(rng, TIMES)],
      ...noun(PERSONS),
      ...[choose(rng, ADVERBS), verb(rng, z)],
      ...noun(THINGS),
    ],
    () => ["we", "had", "a", adjective(), "day", "at", ...noun(PLACES)],
    () => ["i", verb(rng, z), ...noun(THINGS), "with", ...noun(PERSONS)],
  ];
  return [...choose(rng, templates)(), rng.uniform() < 0.12 ? "!" : "."];
}

const isPositive = (rng: Rng, z: HarborLatent) => rng.uniform() < (1 + z.sentiment) / 2;

function verb(rng: Rng, z: HarborLatent): string {
  if (rng.uniform() < 0.3) return choose(rng, NEUTRAL_VERBS);
  return choose(rng, isPositive(rng, z) ? POSITIVE_VERBS : NEGATIVE_VERBS);
}

type NounPhrase = { pool: readonly string[]; article: string; entities: readonly string[]; z: HarborLatent };

function nounPhrase(rng: Rng, { pool, article, entities, z }: NounPhrase): string[] {
  const asked = entities.filter((entity) => pool.includes(entity));
  const noun = asked.length > 0 && rng.uniform() < z.topicality ? choose(rng, asked) : choose(rng, pool);
  const described: string[] = [];
  while (described.length < 2 && rng.uniform() < z.descriptiveness * (described.length > 0 ? 0.35 : 0.75)) {
    described.push(choose(rng, DESCRIPTIVE));
  }
  return [article, ...described, noun];
}

function sampleCount(rng: Rng, shares: readonly number[]): number {
  let u = rng.uniform();
  for (const [i, share] of shares.entries()) {
    u -= share;
    if (u < 0) return i + 1;
  }
  return shares.length;
}
