/** Ids with a role. They never come out of `encode`: a text that spells a special's name is encoded as plain text. */
export type Specials = { pad: number; bos: number; eos: number; sep: number };

/** What every part of the workbench needs of a tokenizer. `decode` leaves specials out. */
export type Tokenizer = {
  kind: string;
  vocabSize: number;
  specials: Specials;
  /** Token ids of the text. Lone surrogates become U+FFFD, as in every UTF-8 encoder. */
  encode(text: string): number[];
  /** Text of the ids; bytes that are not UTF-8 become U+FFFD. @throws TokenizerError if an id is not in the vocabulary. */
  decode(ids: readonly number[]): string;
  /** A plain object that `tokenizerFromJSON` reads back; equal tokenizers give equal canonical JSON, fit for hashing. */
  toJSON(): unknown;
};

/** A tokenizer over bytes: `decodeBytes(encodeBytes(b))` equals b for any bytes, valid UTF-8 or not. */
export type ByteTokenizer = Tokenizer & {
  encodeBytes(bytes: Uint8Array): number[];
  decodeBytes(ids: readonly number[]): Uint8Array;
};
