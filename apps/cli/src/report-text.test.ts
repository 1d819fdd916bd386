import type { LoopReport } from "@rlhf/pipeline";
import { expect, it } from "vitest";
import { reportText } from "./report-text";

const report: LoopReport = {
  seed: 3,
  preset: "smoke",
  backend: "wasm",
  precision: "float32",
  total_seconds: 61.5,
  peak_rss_mb: 512,
  database: "embedded",
  pretrain: { tokens: 60_000, nats_per_token: 1.5, floor: 1.2, best_ngram: 1.8, seconds: 10 },
  sft: { demonstrations: 900, gold_mean: 0.4, valid_sentences: 0.9, seconds: 5 },
  labels: {
    comparisons: 400,
    judgments: 460,
    annotators: 4,
    agreement: 0.7,
    alpha: 0.4,
    left_win_rate: 0.5,
    seconds: 3,
  },
  reward: { pairs: 300, accuracy_val: 0.7, accuracy_gold: 0.8, ece: 0.05, bayes_ceiling: 0.78, seconds: 6 },
  ppo: {
    steps: 4,
    episodes: 128,
    kl: 1.5,
    score_mean: 0.2,
    gold_mean: 0.9,
    response_length: 20,
    valid_sentences: 0.95,
    seconds: 9,
  },
  best_of_n: { n: 4, gold_mean: 0.8, kl: 0.6 },
  comparison: {
    prompts: 64,
    win_rate: 0.75,
    interval: [0.6, 0.88],
    always_valid: [0.5, 0.95],
    length_controlled: 0.7,
    verdict: "better",
  },
  runs: [],
};

it("says every stage's figures, the verdict with its interval, and both answers", () => {
  const text = reportText(report, [
    { prompt: "tell me of the tide", baseline: "it is wet", candidate: "the tide is high" },
  ]);
  expect(text).toContain("1.500 nats/token · floor 1.200");
  expect(text).toContain("PPO against SFT on 64 held-out prompts, judged by the world's oracle: better");
  expect(text).toContain("75.0 %, 95 % 60.0 % to 88.0 %");
  expect(text).toContain("tell me of the tide\n  SFT  it is wet\n  PPO  the tide is high");
  expect(text).toContain("best of 4");
});

it("leaves out what data without a known truth cannot tell", () => {
  const text = reportText(
    {
      ...report,
      best_of_n: null,
      sft: { ...report.sft, gold_mean: null, valid_sentences: null },
      reward: { ...report.reward, accuracy_gold: null, bayes_ceiling: null },
    },
    [],
  );
  expect(text).not.toMatch(/null|NaN|best of/);
  expect(text).not.toContain("ceiling");
});
