import { z } from "zod";

const rate = z.number().min(0).max(1);
const interval = z.tuple([z.number(), z.number()]);
const seconds = z.number();

/** What `rlhf demo --json` and `rlhf loop --json` print; names and meanings are fixed by contracts.md. Null: not measurable on this data. */
export const LoopReport = z.strictObject({
  seed: z.int(),
  preset: z.string(),
  backend: z.string(),
  precision: z.string(),
  total_seconds: seconds,
  peak_rss_mb: z.number(),
  database: z.enum(["embedded", "external"]),
  pretrain: z.strictObject({
    tokens: z.int(),
    nats_per_token: z.number(),
    floor: z.number().nullable(),
    best_ngram: z.number().nullable(),
    seconds,
  }),
  sft: z.strictObject({
    demonstrations: z.int(),
    gold_mean: z.number().nullable(),
    valid_sentences: rate.nullable(),
    seconds,
  }),
  labels: z.strictObject({
    comparisons: z.int(),
    judgments: z.int(),
    annotators: z.int(),
    agreement: rate.nullable(),
    alpha: z.number().nullable(),
    left_win_rate: rate.nullable(),
    seconds,
  }),
  reward: z.strictObject({
    pairs: z.int(),
    accuracy_val: rate,
    accuracy_gold: rate.nullable(),
    ece: z.number(),
    bayes_ceiling: rate.nullable(),
    seconds,
  }),
  ppo: z.strictObject({
    steps: z.int(),
    episodes: z.int(),
    kl: z.number(),
    score_mean: z.number(),
    gold_mean: z.number().nullable(),
    response_length: z.number(),
    valid_sentences: rate.nullable(),
    seconds,
  }),
  best_of_n: z.strictObject({ n: z.int(), gold_mean: z.number().nullable(), kl: z.number() }).nullable(),
  comparison: z.strictObject({
    prompts: z.int(),
    win_rate: rate,
    interval,
    always_valid: interval,
    length_controlled: rate.nullable(),
    verdict: z.enum(["better", "worse", "equivalent", "undecided"]),
  }),
  runs: z.array(
    z.strictObject({ id: z.string(), kind: z.string(), status: z.string(), checkpoint_sha256: z.string().nullable() }),
  ),
});
export type LoopReport = z.infer<typeof LoopReport>;
