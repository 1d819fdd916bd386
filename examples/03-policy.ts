// A policy from random weights: train it on 200 documents of the world, then let it answer.
import { harbortown, languageModelRow, shuffledBatches } from "@rlhf/datasets";
import { SftConfig } from "@rlhf/domain";
import { generate, initGpt } from "@rlhf/gpt";
import { createSftTrainer } from "@rlhf/sft";
import { initBackend, Philox } from "@rlhf/tensor";
import { wordTokenizer } from "@rlhf/tokenizer";

const backend = await initBackend({ backend: "auto", precision: "auto" });
console.log(`backend ${backend.name}, ${backend.precision}, ${backend.threads} threads`);

const tokenizer = wordTokenizer(harbortown.vocabulary);
const rng = new Philox({ seed: 1, purpose: "example" });
const rows = Array.from({ length: 200 }, () => {
  const { prompt, responseWords } = harbortown.document(rng, "expert");
  return languageModelRow(tokenizer, { prompt: prompt.text, response: responseWords.join(" ") }, { nCtx: 64 });
});
const batches = shuffledBatches(rows, rng, { batchSize: 20 });

const shape = { nLayer: 2, nHead: 2, nEmbd: 32, nCtx: 64, vocabSize: tokenizer.vocabSize };
const model = initGpt(shape, { seed: 1 });
const { tokens: _tokens, batchSize: _batchSize, checkpointEvery: _every, ...settings } = SftConfig.parse({ lr: 0.01 });
const totalSteps = 30;
const trainer = createSftTrainer({
  model,
  config: settings,
  batches: (step) => {
    const batch = batches[step % batches.length] ?? [];
    return { rows: batch.map((r) => r.tokens), queryLengths: batch.map((r) => r.promptLength) };
  },
  totalSteps,
});
for (let step = 0; step < totalSteps; step++) {
  const metrics = await trainer.step();
  if (step % 10 === 0 || step === totalSteps - 1)
    console.log(`step ${step}  loss ${metrics["train/loss"]?.toFixed(3)}`);
}

const { bos, sep, eos } = tokenizer.specials;
const query = [bos, ...tokenizer.encode("harbor harbor : tell me ."), sep];
const [answer] = await generate(model, [query], {
  maxNewTokens: 24,
  temperature: 0.7,
  topK: 0,
  topP: 1,
  eosId: eos,
  seed: 1,
  purpose: "example",
  step: 0,
  rowIds: [0],
});
console.log(tokenizer.decode(answer?.tokens ?? []));
trainer.dispose();
model.params.dispose();
