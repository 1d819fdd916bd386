import { describe, expect, it } from "vitest";
import { LoopReport } from "./report";

const report = {
  ...{ seed: 1, preset: "smoke", backend: "native", precision: "float32", total_seconds: 1, peak_rss_mb: 1 },
  database: "embedded",
  pretrain: { tokens: 1, nats_per_token: 1, floor: null, best_ngram: 1, seconds: 1 },
  sft: { demonstrations: 1, gold_mean: null, valid_sentences: null, seconds: 1 },
  labels: { comparisons: 1, judgments: 1, annotators: 1, agreement: null, alpha: null, left_win_rate: 0.5, seconds: 1 },
  reward: { pairs: 1, accuracy_val: 0.5, accuracy_gold: null, ece: 0, bayes_ceiling: null, seconds: 1 },
  ppo: {
    ...{ steps: 1, episodes: 1, kl: -0.1, score_mean: 0, gold_mean: null, response_length: 1 },
    ...{ valid_sentences: null, seconds: 1 },
  },
  best_of_n: null,
  comparison: {
    ...{ prompts: 1, win_rate: 0.5, interval: [0, 1], always_valid: [0, 1], length_controlled: null },
    verdict: "undecided",
  },
  runs: [{ id: "a", kind: "ppo", status: "succeeded", checkpoint_sha256: null }],
};

describe("the report's schema", () => {
  it("has exactly the names that were promised", () => {
    expect(LoopReport.parse(report)).toEqual(report);
    expect(Object.keys(LoopReport.shape)).toEqual(Object.keys(report));
    expect(LoopReport.safeParse({ ...report, extra: 1 }).success).toBe(false);
    expect(LoopReport.safeParse({ ...report, ppo: { ...report.ppo, klCoef: 1 } }).success).toBe(false);
  });

  it("refuses rates outside 0–1, other verdicts and a database's address", () => {
    const { comparison } = report;
    expect(LoopReport.safeParse({ ...report, comparison: { ...comparison, win_rate: 84 } }).success).toBe(false);
    expect(LoopReport.safeParse({ ...report, comparison: { ...comparison, verdict: "good" } }).success).toBe(false);
    expect(LoopReport.safeParse({ ...report, database: "postgres://localhost" }).success).toBe(false);
  });
});
