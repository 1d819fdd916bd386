const CONTROL = /(?![\t\n\r])[\p{C}\ufffd]/gu;
const IDEOGRAPH =
  /[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
const WHITE = /[\t\n\r\p{Z}]+/u;
const PUNCTUATION = /([!-/:-@[-`{-~\p{P}])/u; // every ASCII symbol counts, "$" and "^" too

/**
 * Lower-cased words without accents, punctuation and ideographs apart: the "basic tokenizer" of BERT, which the
 * transformers library too uses for GPT-1 when spaCy and ftfy are not installed.
 * @source Devlin et al. 2018, google-research/bert, tokenization.py
 */
export function basicWords(text: string): string[] {
  return text
    .replace(CONTROL, "")
    .replace(IDEOGRAPH, " $& ")
    .normalize("NFC")
    .split(WHITE)
    .flatMap((word) => withoutAccents(word.toLowerCase()).split(PUNCTUATION))
    .flatMap((word) => word.split(WHITE))
    .filter((word) => word !== "");
}

const withoutAccents = (word: string) => word.normalize("NFD").replace(/\p{Mn}/gu, "");
