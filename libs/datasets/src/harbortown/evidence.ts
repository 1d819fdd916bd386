import { DataError } from "@rlhf/domain";
import { SENTENCE_SHARES } from "./generator";
import { acceptsSentence, splitSentences, wordClass } from "./grammar";
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

/** What a response shows of its writer: all that its probability depends on. */
export type Evidence = {
  /** Log-probability of every choice that no latent touches, in nats. */
  constant: number;
  opener: "polite" | "rude" | "none";
  closer: boolean;
  /** The word after "about the" at the start: an entity of the prompt, another noun, or no lead at all. */
  lead: "asked" | "other" | "none";
  entities: number;
  positive: number;
  negative: number;
  /** Noun phrases with 0, 1, 2 descriptions. */
  described: [number, number, number];
  /** Nouns whose pool holds an entity of the prompt: mentions it, mentions another. */
  asked: number;
  unasked: number;
};

const POOLS = new Map([
  ["P", PLACES],
  ["H", PERSONS],
  ["O", THINGS],
]);
const TEMPLATE_COUNT = 8;
const is = (phrases: readonly (readonly string[])[], s: readonly string[]) =>
  phrases.some((phrase) => phrase.join(" ") === s.join(" "));

/** Reads a response of the broad generator back into its evidence. @throws DataError if the generator cannot have written it. */
export function gatherEvidence(entities: readonly string[], words: readonly string[]): Evidence {
  const sentences = splitSentences(words);
  const first = sentences[0] ?? [];
  const opener = is(OPENERS, first) ? "polite" : is(RUDE_OPENERS, first) ? "rude" : "none";
  const body = sentences.slice(opener === "none" ? 0 : 1);
  const closer = is(CLOSERS, body.at(-1) ?? []);
  if (closer) body.pop();
  const share = SENTENCE_SHARES.broad[body.length - 1];
  if (share === undefined || !body.every(acceptsSentence)) {
    throw new DataError(`expected a response of the generator, got "${words.join(" ")}"`);
  }
  const choices = { polite: OPENERS.length, rude: RUDE_OPENERS.length, none: 1 }[opener];
  const evidence: Evidence = {
    constant: Math.log(share) - Math.log(choices) - (closer ? Math.log(CLOSERS.length) : 0),
    opener,
    closer,
    lead: "none",
    entities: entities.length,
    positive: 0,
    negative: 0,
    described: [0, 0, 0],
    asked: 0,
    unasked: 0,
  };
  for (const [i, sentence] of body.entries()) addSentence(evidence, { entities, sentence, leads: i === 0 });
  return evidence;
}

type SentenceIn = { entities: readonly string[]; sentence: readonly string[]; leads: boolean };

function addSentence(e: Evidence, { entities, sentence, leads }: SentenceIn): void {
  e.constant += Math.log((sentence.at(-1) === "!" ? 0.12 : 0.88) / TEMPLATE_COUNT);
  let words = sentence.slice(0, -1);
  if (leads && words[0] === "about") {
    e.constant += Math.log(0.65);
    e.lead = entities.includes(words[2] ?? "") ? "asked" : "other";
    words = words.slice(4);
  } else if (leads) e.constant += Math.log(0.35);
  const classes = words.map(wordClass);
  const isPlain = classes.includes("P") && classes.at(-1) === "A" && !classes.includes("I");
  if (isPlain) e.constant += Math.log(0.7); // "the mill was lovely" left out its intensifier
  let descriptions: 0 | 1 | 2 = 0;
  for (const [i, word] of words.entries()) {
    const kind = classes[i] ?? "";
    const pool = POOLS.get(kind);
    if (kind === "D") descriptions = descriptions === 0 ? 1 : 2;
    if (pool !== undefined) {
      addNoun(e, { word, pool, entities });
      e.described[descriptions]++;
      descriptions = 0;
    } else e.constant += addWord(e, word, kind);
  }
}

function addNoun(
  e: Evidence,
  { word, pool, entities }: { word: string; pool: readonly string[]; entities: readonly string[] },
) {
  if (!pool.some((noun) => entities.includes(noun))) e.constant -= Math.log(pool.length);
  else if (entities.includes(word)) e.asked++;
  else e.unasked++;
}

/** Counts what sentiment chose; returns the log-probability of the rest. */
function addWord(e: Evidence, word: string, kind: string): number {
  if (POSITIVE_VERBS.includes(word) || (kind === "A" && POSITIVE_ADJECTIVES.includes(word))) e.positive++;
  if (NEGATIVE_VERBS.includes(word) || (kind === "A" && NEGATIVE_ADJECTIVES.includes(word))) e.negative++;
  if (kind === "V") {
    return NEUTRAL_VERBS.includes(word) ? Math.log(0.3 / NEUTRAL_VERBS.length) : Math.log(0.7 / POSITIVE_VERBS.length);
  }
  const uniformOver: Record<string, number> = {
    A: POSITIVE_ADJECTIVES.length,
    D: DESCRIPTIVE.length,
    B: ADVERBS.length,
    T: TIMES.length,
  };
  if (kind === "I") return Math.log(0.3 / INTENSIFIERS.length);
  return -Math.log(uniformOver[kind] ?? 1);
}
