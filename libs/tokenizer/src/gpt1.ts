import { TokenizerError } from "@rlhf/domain";
import { basicWords } from "./basic-words";
import { idOutOfRange } from "./decoded-id";
import { parseEncoder, parseMergeLines } from "./merge-file";
import { mergePiece } from "./merge-piece";
import { MergeTable, type Merge } from "./merge-table";
import type { Tokenizer } from "./tokenizer";

const WORD_END = "</w>";
const UNKNOWN = 0;
const MAX_REMEMBERED_WORDS = 1 << 16;

/** GPT-1's vocabulary: the tokens in the order of their ids, and the merges in the order of their rank. */
type Gpt1Vocabulary = { tokens: readonly string[]; merges: readonly (readonly [string, string])[] };

/**
 * GPT-1's tokenizer from the parsed `encoder_bpe_40000.json` and the text of `vocab_40000.bpe`.
 * @throws TokenizerError if a file is damaged or the two do not belong together.
 * @source openai/finetune-transformer-lm, text_utils.py
 */
export function gpt1FromFiles(encoderJson: unknown, vocabBpe: string): Tokenizer {
  const encoder = parseEncoder(encoderJson);
  const tokens: (string | undefined)[] = Array.from({ length: encoder.size });
  for (const [token, id] of encoder) if (id < tokens.length) tokens[id] = token;
  const whole = tokens.map((token, id) => {
    if (token !== undefined) return token;
    if (id === UNKNOWN) return "<unk>";
    throw new TokenizerError(
      `encoder.json: expected the ids 0 to ${tokens.length - 1}, got none for ${id}; use the model's own file`,
    );
  });
  return gpt1Tokenizer({ tokens: whole, merges: parseMergeLines(vocabBpe) });
}

/**
 * Lower-cased words whose last symbol carries `</w>`, merged by rank; a symbol outside the vocabulary is id 0. The specials
 * _start_, _delimiter_, _classify_ follow the vocabulary, as in GPT-1's fine-tuning; _classify_ also ends and pads a text.
 * Not reversible: case, accents and the kind of white space are lost, as in GPT-1.
 * @throws TokenizerError if a merge names a symbol that is no token, or one that no earlier merge made.
 */
export function gpt1Tokenizer(vocabulary: Gpt1Vocabulary): Tokenizer {
  const tokens = [...vocabulary.tokens];
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  if (idOf.size !== tokens.length)
    throw new TokenizerError(
      `tokens: expected each token once, got ${tokens.length - idOf.size} repeated; use the model's own file`,
    );
  const table = new MergeTable(readMerges(vocabulary.merges, idOf));
  const [bos, sep, eos] = [tokens.length, tokens.length + 1, tokens.length + 2];
  const known = new Map<string, readonly number[]>();
  const encodeWord = (word: string): readonly number[] => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const ids = mergePiece(
      symbolsOf(word).map((symbol) => idOf.get(symbol) ?? UNKNOWN),
      table,
    );
    if (known.size >= MAX_REMEMBERED_WORDS) known.clear();
    known.set(word, ids);
    return ids;
  };
  return {
    kind: "gpt1",
    vocabSize: tokens.length + 3,
    specials: { pad: eos, bos, eos, sep },
    encode: (text) => basicWords(text).flatMap((word) => encodeWord(word)),
    decode: (ids) =>
      ids
        .map((id) => textOf(id, tokens))
        .join("")
        .trim(),
    toJSON: () => ({ kind: "gpt1", merges: vocabulary.merges.map(([left, right]) => [left, right]), tokens }),
  };
}

function symbolsOf(word: string): string[] {
  const symbols = Array.from(word);
  const last = symbols.pop() ?? "";
  return [...symbols, last + WORD_END];
}

function textOf(id: number, tokens: readonly string[]): string {
  const token = tokens[id];
  if (token !== undefined) return token.replaceAll(WORD_END, " ");
  if (Number.isInteger(id) && id >= tokens.length && id < tokens.length + 3) return ""; // a special
  throw idOutOfRange(id, tokens.length + 3);
}

/** Each part of a merge must be one symbol or the result of an earlier merge, so there is no cycle and rank order holds. */
function readMerges(pairs: Gpt1Vocabulary["merges"], idOf: ReadonlyMap<string, number>): Merge[] {
  const made = new Set<string>();
  return pairs.map(([left, right], rank) => {
    const result = left + right;
    const ids = [left, right, result].map((symbol) => {
      const id = idOf.get(symbol);
      if (id === undefined) throw mergeError(rank, `expected a token of the vocabulary, got ${JSON.stringify(symbol)}`);
      return id;
    });
    const loose = [left, right].find((symbol) => !made.has(symbol) && !isOneSymbol(symbol));
    if (loose !== undefined)
      throw mergeError(rank, `expected a part made by an earlier merge, got ${JSON.stringify(loose)}`);
    if (made.has(result)) throw mergeError(rank, `expected a new token, got ${JSON.stringify(result)} again`);
    made.add(result);
    const [a, b, c] = ids;
    return [a ?? UNKNOWN, b ?? UNKNOWN, c ?? UNKNOWN];
  });
}

const isOneSymbol = (symbol: string) =>
  Array.from(symbol.endsWith(WORD_END) ? symbol.slice(0, -WORD_END.length) : symbol).length === 1;

const mergeError = (rank: number, fault: string) =>
  new TokenizerError(`merge ${rank}: ${fault}; take both files of one model, whole and unedited`);
