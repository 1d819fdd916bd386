import { TokenizerError } from "@rlhf/domain";
import { byteBpeTokenizer } from "./byte-bpe";
import type { Merge } from "./merge-table";
import { PairCounts } from "./pair-counts";
import { pieceEnd } from "./pieces";
import type { ByteTokenizer } from "./tokenizer";
import { bytesKey, joined, MAX_MERGES, MAX_TOKEN_BYTES } from "./vocabulary";

const SPECIALS = { pad: 0, bos: 1, eos: 2, sep: 3 };
const FIRST_BYTE = 4;
const FIRST_MERGE = FIRST_BYTE + 256;

/**
 * Learns a byte-level BPE: the commonest pair of adjacent tokens becomes a token, again and again; ties go to the lower ids.
 * Ids: pad, bos, eos, sep, then the 256 bytes, then the merges. It stops before `vocabSize` when no pair occurs twice.
 * The same texts in the same order give the same tokenizer. @throws TokenizerError if vocabSize leaves no room for the bytes.
 * @source Sennrich et al. 2016, arXiv:1508.07909; bytes as in GPT-2
 */
export function trainBpe(texts: Iterable<string>, o: { vocabSize: number }): ByteTokenizer {
  const { vocabSize } = o;
  if (!Number.isInteger(vocabSize) || vocabSize < FIRST_MERGE || vocabSize > FIRST_MERGE + MAX_MERGES)
    throw new TokenizerError(
      `vocabSize: expected a whole number in [${FIRST_MERGE}, ${FIRST_MERGE + MAX_MERGES}] (4 specials and 256 bytes first), got ${vocabSize}; set tokenizer.vocabSize`,
    );
  const merges = learnMerges(countPieces(texts), vocabSize);
  return byteBpeTokenizer({
    kind: "bpe",
    vocabSize: FIRST_MERGE + merges.length,
    specials: SPECIALS,
    byteIds: Array.from({ length: 256 }, (_, byte) => FIRST_BYTE + byte),
    merges,
  });
}

/** A distinct piece of the texts as token ids, and how often it occurs. */
type Piece = { ids: number[]; count: number };

function countPieces(texts: Iterable<string>): Piece[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text);
    for (let start = 0; start < bytes.length;) {
      const end = pieceEnd(bytes, start);
      for (let at = start; at < end; at += MAX_TOKEN_BYTES) {
        const key = bytesKey(bytes.subarray(at, Math.min(end, at + MAX_TOKEN_BYTES))); // an endless word is counted in parts
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      start = end;
    }
  }
  return Array.from(counts, ([key, count]) => ({
    ids: Array.from(key, (unit) => FIRST_BYTE + unit.charCodeAt(0)),
    count,
  }));
}

function learnMerges(pieces: readonly Piece[], vocabSize: number): Merge[] {
  const pairs = new PairCounts();
  pieces.forEach(({ ids, count }, piece) => {
    for (let i = 0; i + 1 < ids.length; i++) pairs.add(ids[i] ?? -1, ids[i + 1] ?? -1, { piece, count });
  });
  const merges: Merge[] = [];
  const tokens: Uint8Array[] = Array.from({ length: FIRST_MERGE }, (_, id) => Uint8Array.of(id - FIRST_BYTE));
  const made = new Set<string>();
  while (FIRST_MERGE + merges.length < vocabSize) {
    const best = pairs.takeCommonest();
    if (best === null) break;
    const token = joined(tokens[best.left] ?? NO_BYTES, tokens[best.right] ?? NO_BYTES);
    if (made.has(bytesKey(token))) continue; // another split of a token that exists: a second id for it would be waste
    made.add(bytesKey(token));
    const merge: Merge = [best.left, best.right, tokens.length];
    tokens.push(token);
    merges.push(merge);
    for (const piece of best.pieces) mergeInPiece(pieces[piece], { piece, merge, pairs });
  }
  return merges;
}

const NO_BYTES = new Uint8Array(0);

/** Rewrites one piece and keeps the pair counts exact: the old piece's pairs next to the merge go, the new ones come. */
function mergeInPiece(of: Piece | undefined, o: { piece: number; merge: Merge; pairs: PairCounts }): void {
  if (of === undefined) return;
  const [left, right, result] = o.merge;
  const { ids, count } = of;
  for (let i = 0; i + 1 < ids.length; i++) {
    if (ids[i] !== left || ids[i + 1] !== right) continue;
    const [before, after] = [ids[i - 1], ids[i + 2]];
    ids[i] = result;
    ids.splice(i + 1, 1);
    if (before !== undefined) {
      o.pairs.drop(before, left, count);
      o.pairs.add(before, result, { piece: o.piece, count });
    }
    if (after !== undefined) {
      o.pairs.drop(right, after, count);
      o.pairs.add(result, after, { piece: o.piece, count });
    }
  }
}
