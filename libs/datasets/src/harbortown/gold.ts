import { acceptsSentence, splitSentences } from "./grammar";
import {
  CLOSERS,
  DESCRIPTIVE,
  NEGATIVE_ADJECTIVES,
  NEGATIVE_VERBS,
  OPENERS,
  POSITIVE_ADJECTIVES,
  POSITIVE_VERBS,
  RUDE,
} from "./vocabulary";

/** The seven terms of the oracle and what it scores; then plain counts. */
export type HarborFeatures = {
  sentiment: number;
  topic: number;
  description: number;
  politeness: number;
  length: number;
  repetition: number;
  grammar: number;
  gold: number;
  tokens: number;
  adjectives: number;
  validSentences: number;
  sentences: number;
};

/** Mean and deviation of the raw score on broad text as first prototyped; annotators' temperatures refer to them. */
const MEAN = 0.8954;
const DEVIATION = 0.9173;

const POSITIVE = [...POSITIVE_VERBS, ...POSITIVE_ADJECTIVES];
const NEGATIVE = [...NEGATIVE_VERBS, ...NEGATIVE_ADJECTIVES];
const OPENED = new Set(OPENERS.map((s) => s.join(" ")));
const CLOSED = new Set(CLOSERS.map((s) => s.join(" ")));

/**
 * The oracle: features and gold score of an answer, exactly, from its words without EOS. Gold has mean −.08 and deviation 1.06 on broad text.
 * @source world.md, with its corrections: grammar per token, length clipped at −6, politeness of an opener only
 */
export function harborFeatures(entities: readonly string[], words: readonly string[]): HarborFeatures {
  const sentences = splitSentences(words);
  const accepted = sentences.filter(acceptsSentence);
  const validTokens = accepted.reduce((sum, s) => sum + s.length, 0);
  const terms = {
    ...wordTerms(entities, words),
    politeness: politeness(sentences) - Math.min(2, occurrences(words, RUDE)),
    length: Math.max(-6, -(((words.length - 20) / 12) ** 2)),
    repetition: distinctBigramShare(words) - 1,
    grammar: validTokens / Math.max(1, words.length) - 1,
  };
  return {
    ...terms,
    gold: (rawScore(terms) - MEAN) / DEVIATION,
    tokens: words.length,
    adjectives: distinct(words, DESCRIPTIVE),
    validSentences: accepted.length,
    sentences: sentences.length,
  };
}

/** The oracle's score alone. */
export function harborGold(entities: readonly string[], words: readonly string[]): number {
  return harborFeatures(entities, words).gold;
}

type Terms = Pick<
  HarborFeatures,
  "sentiment" | "topic" | "description" | "politeness" | "length" | "repetition" | "grammar"
>;

function rawScore(t: Terms): number {
  return (
    1.2 * t.sentiment * (0.3 + 0.7 * t.topic) +
    0.8 * t.description +
    0.7 * t.politeness +
    t.topic +
    0.5 * t.length +
    1.5 * t.repetition +
    1.5 * t.grammar
  );
}

function wordTerms(entities: readonly string[], words: readonly string[]) {
  const up = occurrences(words, POSITIVE);
  const down = occurrences(words, NEGATIVE);
  return {
    sentiment: (up - down) / (up + down + 1),
    topic: distinct(words, entities) / entities.length,
    description:
      Math.min(distinct(words, DESCRIPTIVE), 4) / 4 - 0.25 * Math.max(0, occurrences(words, DESCRIPTIVE) - 4),
  };
}

function politeness(sentences: readonly string[][]): number {
  const opens = OPENED.has(sentences[0]?.join(" ") ?? "");
  const closes = CLOSED.has(sentences.at(-1)?.join(" ") ?? "");
  return (opens ? 1 : 0) + (closes ? 0.5 : 0);
}

/** Articles repeat in any text, so pairs that begin with one do not count. */
function distinctBigramShare(words: readonly string[]): number {
  const pairs: string[] = [];
  words.slice(1).forEach((second, i) => {
    const first = words[i];
    if (first !== "the" && first !== "a") pairs.push(`${first} ${second}`);
  });
  return new Set(pairs).size / Math.max(1, pairs.length);
}

const occurrences = (words: readonly string[], of: readonly string[]) => words.filter((w) => of.includes(w)).length;
const distinct = (words: readonly string[], of: readonly string[]) => of.filter((w) => words.includes(w)).length;
