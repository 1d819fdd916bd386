// Judgments become a reward model: 300 pairs of answers, one typical annotator, and who is right on 100 new pairs.
import { ANNOTATORS, drawJudgmentUniforms, harbortown, judge, pairRow } from "@rlhf/datasets";
import { RewardConfig } from "@rlhf/domain";
import { initGpt, withScalarHead } from "@rlhf/gpt";
import { createRewardTrainer, evaluatePairs, normalize, scoreRows, shuffledPairs, type RewardPair } from "@rlhf/reward";
import { initBackend, Philox } from "@rlhf/tensor";
import { wordTokenizer } from "@rlhf/tokenizer";

await initBackend({ backend: "auto", precision: "float32" });
const tokenizer = wordTokenizer(harbortown.vocabulary);
const rng = new Philox({ seed: 1, purpose: "example" });

/** Two answers to one prompt, an expert's and anyone's; the annotator says which is better, and is sometimes wrong. */
function judgedPair(split: "train" | "test"): RewardPair & { isTrue: boolean } {
  const prompt = harbortown.samplePrompt(rng, split);
  const [left, right] = [
    harbortown.document(rng, "expert", prompt).responseWords,
    harbortown.document(rng, "broad", prompt).responseWords,
  ];
  const [goldLeft, goldRight] = [left, right].map((words) => harbortown.gold(prompt.entities, words));
  const shown = { goldLeft: goldLeft ?? 0, goldRight: goldRight ?? 0, itemsSeen: 0 };
  const lengths = { tokensLeft: left.length, tokensRight: right.length };
  const { side, strength } = judge(ANNOTATORS.typical, { ...shown, ...lengths }, drawJudgmentUniforms(rng));
  const [chosen, rejected] = side === "left" ? [left, right] : [right, left];
  const texts = { prompt: prompt.text, chosen: chosen.join(" "), rejected: rejected.join(" ") };
  const isTrue = (side === "left") === shown.goldLeft > shown.goldRight;
  return { ...pairRow(tokenizer, texts, { nCtx: 64 }), label: 1, strength, weight: 1, isTrue };
}

const train = Array.from({ length: 300 }, () => judgedPair("train"));
const held = Array.from({ length: 100 }, () => judgedPair("test"));

// The demo starts from its fine-tuned policy; here the trunk is random, and learns less from as many pairs.
const policy = initGpt({ nLayer: 1, nHead: 2, nEmbd: 32, nCtx: 64, vocabSize: tokenizer.vocabSize }, { seed: 1 });
const model = withScalarHead(policy, "score", { seed: 1 });
const settings = { ...RewardConfig.parse({ lr: 0.003 }), epochs: 4, batchSize: 20 };
const { stepsPerEpoch, batch } = shuffledPairs(train, { batchSize: settings.batchSize, seed: 1 });
const totalSteps = settings.epochs * stepsPerEpoch;
const trainer = createRewardTrainer({ model, config: settings, batches: batch, totalSteps });
for (let step = 1; step <= totalSteps; step++) {
  const metrics = await trainer.step();
  if (step % 15 === 0)
    console.log(`step ${step}  loss ${metrics["reward/loss"]?.toFixed(3)}  accuracy ${metrics["reward/accuracy"]}`);
}

const raw = { model, gain: 1, bias: 0 };
const { accuracy } = await evaluatePairs(raw, held);
const right = held.filter((pair) => pair.isTrue).length;
console.log(
  `on ${held.length} pairs about places it never saw, it agrees with the annotator on ${(100 * accuracy).toFixed(0)} %`,
);
console.log(`(the annotator agrees with the truth on ${((100 * right) / held.length).toFixed(0)} %)`);

// PPO wants scores of mean 0 and deviation 1 on the answers it starts from.
const { gain, bias } = normalize(
  await scoreRows(
    raw,
    train.map((pair) => pair.rejected),
  ),
);
console.log(`score = ${gain.toFixed(2)} × head ${bias < 0 ? "−" : "+"} ${Math.abs(bias).toFixed(2)}`);
trainer.dispose();
for (const gpt of [policy, model]) gpt.params.dispose();
