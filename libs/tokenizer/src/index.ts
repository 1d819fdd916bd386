export type { ByteTokenizer, Specials, Tokenizer } from "./tokenizer";
export { WORD_SPECIALS, wordTokenizer } from "./word";
export { trainBpe } from "./train";
export { bpeFromJSON, tokenizerFromJSON, tokenizerFromText } from "./from-json";
export { gpt2FromFiles } from "./gpt2-files";
export { gpt1FromFiles } from "./gpt1";
export { benchTokenizer, type TokenizerBench } from "./bench";
