import { TokenizerError } from "@rlhf/domain";
import { byteBpeTokenizer } from "./byte-bpe";
import { parseEncoder, parseMergeLines } from "./merge-file";
import type { Merge } from "./merge-table";
import type { ByteTokenizer } from "./tokenizer";

const END_OF_TEXT = "<|endoftext|>";

/**
 * GPT-2's tokenizer from the parsed `encoder.json` and the text of `vocab.bpe` (`vocab.json` and `merges.txt` elsewhere).
 * It has one special, <|endoftext|>, which serves as pad, bos, eos and sep.
 * @throws TokenizerError if a file is damaged or the two do not belong together.
 * @source openai/gpt-2, src/encoder.py
 */
export function gpt2FromFiles(encoderJson: unknown, vocabBpe: string): ByteTokenizer {
  const encoder = parseEncoder(encoderJson);
  const idOf = (token: string, where: string) => {
    const id = encoder.get(token);
    if (id === undefined)
      throw new TokenizerError(
        `encoder.json: expected ${JSON.stringify(token)} of ${where}, got no such entry; take both files from one model`,
      );
    return id;
  };
  const end = idOf(END_OF_TEXT, "the end of a text");
  const merges = parseMergeLines(vocabBpe).map(([left, right], rank): Merge => {
    const where = `merge ${rank}`;
    return [idOf(left, where), idOf(right, where), idOf(left + right, where)];
  });
  return byteBpeTokenizer({
    kind: "gpt2",
    vocabSize: encoder.size,
    specials: { pad: end, bos: end, eos: end, sep: end },
    byteIds: byteSymbols().map((symbol, byte) => idOf(symbol, `byte ${byte}`)),
    merges,
  });
}

/** The printable character that GPT-2's files write for each byte: itself, or the next free one from U+0100 on. */
function byteSymbols(): string[] {
  let free = 0x100;
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : free++));
}
