// PPO: a small policy answers prompts of Harbortown, a score says what is wanted, and the KL says how far it has moved.
import { harbortown, languageModelRow, shuffledBatches } from "@rlhf/datasets";
import { PpoConfig, SftConfig } from "@rlhf/domain";
import { cloneGpt, initGpt, withScalarHead } from "@rlhf/gpt";
import { createPpoTrainer } from "@rlhf/ppo";
import { createSftTrainer } from "@rlhf/sft";
import { initBackend, Philox } from "@rlhf/tensor";
import { wordTokenizer } from "@rlhf/tokenizer";

const { precision } = await initBackend({ backend: "auto", precision: "float32" });
const tokenizer = wordTokenizer(harbortown.vocabulary);
const { bos, sep, eos } = tokenizer.specials;
const rng = new Philox({ seed: 1, purpose: "example" });

// First a policy that has read a little of the world (03-policy.ts at length).
const reference = initGpt({ nLayer: 1, nHead: 2, nEmbd: 32, nCtx: 64, vocabSize: tokenizer.vocabSize }, { seed: 1 });
const documents = Array.from({ length: 200 }, () => harbortown.document(rng, "broad"));
const rows = documents.map(({ prompt, responseWords }) =>
  languageModelRow(tokenizer, { prompt: prompt.text, response: responseWords.join(" ") }, { nCtx: 64 }),
);
const batches = shuffledBatches(rows, rng, { batchSize: 20 });
const reader = createSftTrainer({
  model: reference,
  config: SftConfig.parse({ lr: 0.01 }),
  batches: (step) => {
    const batch = batches[step % batches.length] ?? [];
    return { rows: batch.map((r) => r.tokens), queryLengths: batch.map((r) => r.promptLength) };
  },
  totalSteps: 30,
});
for (let step = 0; step < 30; step++) await reader.step();
reader.dispose();

// What is wanted: friendly words. PPO sees this function alone, never where it comes from; in the loop it is the reward
// model of 05-reward-model.ts.
const friendly = new Set(tokenizer.encode("happy bright kind gentle lovely warm"));
const scoreFn = async (_queries: readonly (readonly number[])[], responses: readonly (readonly number[])[]) =>
  Float32Array.from(responses, (response) => response.filter((token) => friendly.has(token)).length);

const policy = cloneGpt(reference);
const critic = withScalarHead(reference, "value_head", { zero: true });
const config = PpoConfig.parse({ steps: 30, batchSize: 48, responseLength: 12, lr: 3e-3, klCoef: 0.15 });
const trainer = createPpoTrainer({
  ...{ policy, reference, critic, config, scoreFn, precision, seed: 1, eosId: eos },
  samplePrompts: (step) => {
    const draws = new Philox({ seed: 1, purpose: "example/prompts", step });
    return Array.from({ length: config.batchSize }, () => {
      return [bos, ...tokenizer.encode(harbortown.samplePrompt(draws, "train").text), sep];
    });
  },
});
for (let step = 0; step < config.steps; step++) {
  const m = await trainer.step();
  if (step % 5 !== 0 && step !== config.steps - 1) continue;
  console.log(
    `step ${step}  score ${m["objective/scores"]?.toFixed(2)}  KL ${m["objective/kl"]?.toFixed(2)} nats per response` +
      `  distinct ${m["world/distinct"]?.toFixed(2)}`,
  );
}

// The same held-out prompt, with what policy, reference and critic think of each token.
const asked = [bos, ...tokenizer.encode(harbortown.samplePrompt(rng, "test").text), sep];
const [probe] = await trainer.probe([asked]);
console.log(`${tokenizer.decode(asked)}  →  ${tokenizer.decode(probe?.response ?? [])}`);
console.log(`KL per token: ${probe?.kl.map((k) => k.toFixed(2)).join(" ")}`);
trainer.dispose();
for (const model of [policy, reference, critic]) model.params.dispose();
