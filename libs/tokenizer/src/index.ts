export type { ByteTokenizer, Specials, Tokenizer } from "./tokenizer";
export { WORD_SPECIALS, wordTokenizer } from "./word";
