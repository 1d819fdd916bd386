import { TokenizerError } from "@rlhf/domain";
import type { Merge } from "./merge-table";
import type { Specials } from "./tokenizer";

/** A byte-level vocabulary: 256 bytes, the merges in the order of their rank, and the specials share the ids [0, vocabSize). */
export type ByteBpe = {
  byteIds: readonly number[];
  kind: "bpe" | "gpt2";
  merges: readonly Merge[];
  specials: Specials;
  vocabSize: number;
};

/** Limits that no public vocabulary comes near; a file beyond them is damaged or hostile. */
export const MAX_MERGES = 500_000;
export const MAX_TOKEN_BYTES = 1024;
const MAX_VOCABULARY_BYTES = 2 ** 25;

/**
 * Bytes of every token by id; specials have none.
 * @throws TokenizerError unless each id is one byte, one merge or a special, and each merge joins two earlier tokens into a new one.
 */
export function readVocabulary(bpe: ByteBpe): Uint8Array[] {
  const { byteIds, merges, specials, vocabSize } = bpe;
  if (merges.length > MAX_MERGES)
    throw new TokenizerError(`merges: expected at most ${MAX_MERGES}, got ${merges.length}; ${TAKE_WHOLE}`);
  if (byteIds.length !== 256)
    throw new TokenizerError(`byteIds: expected one id for each of 256 bytes, got ${byteIds.length}; ${TAKE_WHOLE}`);
  const tokens = new Map<number, Uint8Array>();
  const claim = (id: number, where: string, token: Uint8Array) => {
    if (!Number.isInteger(id) || id < 0 || id >= vocabSize)
      throw new TokenizerError(`${where}: expected an id in [0, ${vocabSize}), got ${id}; ${TAKE_WHOLE}`);
    if (tokens.has(id))
      throw new TokenizerError(`${where}: expected an id of its own, got ${id} a second time; ${TAKE_WHOLE}`);
    tokens.set(id, token);
  };
  for (const id of new Set(Object.values(specials))) claim(id, "specials", new Uint8Array(0));
  byteIds.forEach((id, byte) => claim(id, `byte ${byte}`, Uint8Array.of(byte)));
  readMerges(merges, { tokens, claim });
  if (tokens.size !== vocabSize)
    throw new TokenizerError(
      `vocabSize: expected ${tokens.size} (bytes, merges, specials), got ${vocabSize}; ${TAKE_WHOLE}`,
    );
  return Array.from({ length: vocabSize }, (_, id) => tokens.get(id) ?? new Uint8Array(0));
}

const TAKE_WHOLE = "use the whole, unedited file that the tokenizer was saved to";

type Reading = { tokens: Map<number, Uint8Array>; claim: (id: number, where: string, token: Uint8Array) => void };

function readMerges(merges: readonly Merge[], { tokens, claim }: Reading): void {
  const made = new Set<string>();
  let total = 0;
  merges.forEach(([left, right, result], rank) => {
    const where = `merge ${rank} (${left} ${right})`;
    const [a, b] = [tokens.get(left), tokens.get(right)];
    if (a === undefined || b === undefined || a.length === 0 || b.length === 0)
      throw new TokenizerError(
        `${where}: expected two tokens made by bytes or earlier merges, got one that is not (a cycle or a gap); ${TAKE_WHOLE}`,
      );
    total += a.length + b.length;
    if (a.length + b.length > MAX_TOKEN_BYTES || total > MAX_VOCABULARY_BYTES)
      throw new TokenizerError(
        `${where}: expected tokens of at most ${MAX_TOKEN_BYTES} bytes and ${MAX_VOCABULARY_BYTES} in all, got more; ${TAKE_WHOLE}`,
      );
    const token = joined(a, b);
    const key = bytesKey(token);
    if (made.has(key))
      throw new TokenizerError(
        `${where}: expected a token that is new, got one made by an earlier merge; ${TAKE_WHOLE}`,
      );
    made.add(key);
    claim(result, where, token);
  });
}

/** Two byte strings end to end. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Bytes as a string of one unit per byte, fit for a Set. */
export function bytesKey(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
