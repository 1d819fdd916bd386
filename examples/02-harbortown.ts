// The built-in world: a prompt, an expert's answer, what the oracle says of it, and what an annotator would.
import { ANNOTATORS, drawJudgmentUniforms, harbortown, judge } from "@rlhf/datasets";
import { Philox } from "@rlhf/tensor";

const rng = new Philox({ seed: 7, purpose: "example" });
const prompt = harbortown.samplePrompt(rng, "test");
const expert = harbortown.document(rng, "expert", prompt).responseWords;
const anyone = harbortown.document(rng, "broad", prompt).responseWords;

console.log(`prompt  ${prompt.text}`);
for (const [name, words] of [
  ["expert", expert],
  ["anyone", anyone],
] as const) {
  const { gold, topic, sentiment, grammar } = harbortown.features(prompt.entities, words);
  console.log(`${name}  ${words.join(" ")}`);
  console.log(`        gold ${gold.toFixed(2)}  topic ${topic}  sentiment ${sentiment.toFixed(2)}  grammar ${grammar}`);
}

const shown = {
  goldLeft: harbortown.gold(prompt.entities, expert),
  goldRight: harbortown.gold(prompt.entities, anyone),
  tokensLeft: expert.length,
  tokensRight: anyone.length,
  itemsSeen: 0,
};
const answer = judge(ANNOTATORS.typical, shown, drawJudgmentUniforms(rng));
console.log(`a typical annotator chooses ${answer.side} (P(left) = ${answer.probabilityLeft.toFixed(2)})`);
