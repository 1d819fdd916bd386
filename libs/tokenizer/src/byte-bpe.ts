import { idOutOfRange } from "./decoded-id";
import { mergePiece } from "./merge-piece";
import { MergeTable } from "./merge-table";
import { PieceCache } from "./piece-cache";
import { pieceEnd } from "./pieces";
import type { ByteTokenizer } from "./tokenizer";
import { readVocabulary, type ByteBpe } from "./vocabulary";

/** A tokenizer over bytes from its vocabulary. @throws TokenizerError if the vocabulary is not well formed. */
export function byteBpeTokenizer(bpe: ByteBpe): ByteTokenizer {
  const tokens = readVocabulary(bpe);
  const table = new MergeTable(bpe.merges);
  const cache = new PieceCache((piece) =>
    mergePiece(
      Array.from(piece, (byte) => bpe.byteIds[byte] ?? -1),
      table,
    ),
  );
  const encodeBytes = (bytes: Uint8Array) => encodePieces(bytes, cache);
  const decodeBytes = (ids: readonly number[]) => joinTokens(ids, tokens);
  return {
    kind: bpe.kind,
    vocabSize: bpe.vocabSize,
    specials: bpe.specials,
    encodeBytes,
    decodeBytes,
    encode: (text) => encodeBytes(new TextEncoder().encode(text)),
    decode: (ids) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(decodeBytes(ids)), // ignoreBOM keeps a BOM
    toJSON: () => sortedJson(bpe),
  };
}

function encodePieces(bytes: Uint8Array, cache: PieceCache): number[] {
  const ids: number[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = pieceEnd(bytes, start);
    cache.append(ids, bytes, { start, end });
    start = end;
  }
  return ids;
}

function joinTokens(ids: readonly number[], tokens: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const id of ids) {
    const token = tokens[id];
    if (token === undefined) throw idOutOfRange(id, tokens.length);
    length += token.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const id of ids) {
    const token = tokens[id] ?? EMPTY;
    bytes.set(token, at);
    at += token.length;
  }
  return bytes;
}

const EMPTY = new Uint8Array(0);

/** Keys in alphabetical order at every level, so that JSON.stringify gives one text per tokenizer. */
function sortedJson({ byteIds, kind, merges, specials, vocabSize }: ByteBpe): ByteBpe {
  const { bos, eos, pad, sep } = specials;
  return { byteIds, kind, merges, specials: { bos, eos, pad, sep }, vocabSize };
}
