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

/** A sentence's words are replaced by their class letter; the language of classes is regular. */
const CLASSES: Record<string, readonly string[]> = {
  P: PLACES,
  H: PERSONS,
  O: THINGS,
  T: TIMES,
  A: [...POSITIVE_ADJECTIVES, ...NEGATIVE_ADJECTIVES],
  V: [...POSITIVE_VERBS, ...NEUTRAL_VERBS, ...NEGATIVE_VERBS],
  D: DESCRIPTIVE,
  B: ADVERBS,
  I: INTENSIFIERS,
};
const CLASS_OF = new Map(Object.entries(CLASSES).flatMap(([name, words]) => words.map((word) => [word, name])));

const TEMPLATES = [
  "NP_H V NP_O",
  "NP_H V NP_O near NP_P",
  "NP_P was(?: I)? A",
  "NP_O was A and A",
  "there was a(?: D){0,2} O in NP_P",
  "in the T NP_H B V NP_O",
  "we had a A day at NP_P",
  "i V NP_O with NP_H",
];
const SENTENCE = new RegExp(
  `^(?:about the [PHO] , )?(?:${TEMPLATES.join("|")}) [.!]$`.replaceAll("NP_", "the(?: D){0,2} "),
);
const FIXED = new Set([...OPENERS, ...CLOSERS, ...RUDE_OPENERS].map((s) => s.join(" ")));
const ENDS = new Set([".", "!", "?"]);

/** The class letter of a word, undefined for words that stand for themselves. */
export function wordClass(word: string): string | undefined {
  return CLASS_OF.get(word);
}

/** Cuts after every full stop, exclamation and question mark; a tail without one is a sentence too. */
export function splitSentences(words: readonly string[]): string[][] {
  const sentences: string[][] = [];
  let current: string[] = [];
  for (const word of words) {
    current.push(word);
    if (!ENDS.has(word)) continue;
    sentences.push(current);
    current = [];
  }
  return current.length > 0 ? [...sentences, current] : sentences;
}

/** Whether the world's grammar has this sentence: a fixed phrase or one of the eight templates. */
export function acceptsSentence(sentence: readonly string[]): boolean {
  return FIXED.has(sentence.join(" ")) || SENTENCE.test(sentence.map((w) => CLASS_OF.get(w) ?? w).join(" "));
}
