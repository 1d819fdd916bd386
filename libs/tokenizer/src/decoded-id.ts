import { TokenizerError } from "@rlhf/domain";

/** The error for an id outside the vocabulary, the same for every kind of tokenizer. */
export function idOutOfRange(id: number, vocabSize: number): TokenizerError {
  return new TokenizerError(
    `decode: expected whole ids in [0, ${vocabSize}), got ${String(id)}; decode with the tokenizer that the model was trained with`,
  );
}
