import { nearestName, TokenizerError } from "@rlhf/domain";
import { idOutOfRange } from "./decoded-id";
import type { Tokenizer } from "./tokenizer";

/** Ids 0 to 7 of every word vocabulary; the last three serve the GPT-1 task layouts. */
export const WORD_SPECIALS = ["<pad>", "<bos>", "<eos>", "<sep>", "<unk>", "<start>", "<delim>", "<extract>"] as const;

const UNK = WORD_SPECIALS.indexOf("<unk>");

/**
 * Words between white space, one id each; made for the built-in world. The words take the ids from 8 on, in their order
 * (a list that already starts with the eight specials is taken as it is). An unknown word becomes <unk>.
 * @throws TokenizerError if a word is empty, repeated, holds white space or is a special; with `strict`, from encode for an unknown word.
 */
export function wordTokenizer(vocabulary: readonly string[], o: { strict?: boolean } = {}): Tokenizer {
  const strict = o.strict ?? false;
  const words = withoutSpecials(vocabulary);
  const names = [...WORD_SPECIALS, ...words];
  const idOf = indexWords(words);
  return {
    kind: "word",
    vocabSize: names.length,
    specials: { pad: 0, bos: 1, eos: 2, sep: 3 },
    encode: (text) => splitWords(text).map((word) => idOf.get(word) ?? unknownWord(word, { words, strict })),
    decode: (ids) => ids.flatMap((id) => wordOf(id, names)).join(" "),
    toJSON: () => ({ kind: "word", strict, words }),
  };
}

function withoutSpecials(vocabulary: readonly string[]): string[] {
  const whole = WORD_SPECIALS.every((special, i) => vocabulary[i] === special);
  return vocabulary.slice(whole ? WORD_SPECIALS.length : 0);
}

function indexWords(words: readonly string[]): Map<string, number> {
  const idOf = new Map<string, number>();
  const specials = new Set<string>(WORD_SPECIALS);
  words.forEach((word, i) => {
    const fault = specials.has(word)
      ? "a special"
      : idOf.has(word)
        ? "repeated"
        : isOneWord(word)
          ? null
          : "not one word";
    if (fault !== null)
      throw new TokenizerError(
        `vocabulary[${i}]: expected a new word without white space, got ${JSON.stringify(word)} (${fault}); give each word once, without the specials`,
      );
    idOf.set(word, WORD_SPECIALS.length + i);
  });
  return idOf;
}

const isOneWord = (word: string) => word !== "" && !/\s/u.test(word);

const splitWords = (text: string) => text.split(/\s+/u).filter((word) => word !== "");

function unknownWord(word: string, o: { words: readonly string[]; strict: boolean }): number {
  if (!o.strict) return UNK;
  const near = nearestName(word, o.words);
  const hint = near === null ? "use a word of the vocabulary" : `did you mean "${near}"?`;
  throw new TokenizerError(
    `encode: expected one of ${o.words.length} known words, got "${word.slice(0, 80)}"; ${hint}`,
  );
}

function wordOf(id: number, names: readonly string[]): string[] {
  const name = names[id];
  if (name === undefined) throw idOutOfRange(id, names.length);
  return id < WORD_SPECIALS.length ? [] : [name];
}
