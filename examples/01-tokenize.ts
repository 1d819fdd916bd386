// Step 1 of the data flow: text becomes token ids. Run: npx tsx examples/01-tokenize.ts
import { tokenizerFromText, trainBpe, wordTokenizer } from "@rlhf/tokenizer";

const corpus = [
  "A robot may not injure a human being or, through inaction, allow a human being to come to harm.",
  "A robot must obey the orders given it by human beings except where such orders would conflict with the First Law.",
  "A robot must protect its own existence as long as such protection does not conflict with the First or Second Law.",
];

// Byte-pair encoding: the commonest pair of adjacent tokens becomes a token, again and again.
const bpe = trainBpe(corpus, { vocabSize: 320 });
const sentence = "A robot must obey the 東京 law.";
const ids = bpe.encode(sentence);
const pieces = ids.map((id) => bpe.decode([id]));
console.log(`${bpe.vocabSize} tokens: 4 specials, 256 bytes, ${bpe.vocabSize - 260} learned`);
console.log(`"${sentence}" is ${new TextEncoder().encode(sentence).length} bytes and ${ids.length} tokens:`);
console.log(pieces.map((piece) => JSON.stringify(piece)).join(" "));
console.log(`decoded: "${bpe.decode(ids)}"`);

// Any text goes in and comes out again, and a tokenizer survives JSON.
const saved = JSON.stringify(bpe.toJSON());
const again = tokenizerFromText(saved);
console.log(
  `saved in ${saved.length} characters; read back it gives the same ids: ${String(again.encode(sentence)) === String(ids)}`,
);

// The built-in world speaks in whole words.
const words = wordTokenizer(["harbor", "market", "the", "was", "bright", "."]);
const prompt = words.encode("the harbor was bright .");
console.log(`words: ${prompt.join(" ")} -> "${words.decode([words.specials.bos, ...prompt, words.specials.eos])}"`);
console.log(`an unknown word becomes <unk>: ${words.encode("the castle").join(" ")}`);
