import type { MetricValues, PpoConfig } from "@rlhf/domain";
import type { Gpt } from "@rlhf/gpt";
import type { TrainerState } from "./trainer-state";

export type { TrainerState };

type Tokens = readonly number[];

/** Scores one response per query; the only thing PPO knows of a reward model. */
export type ScoreFn = (queries: readonly Tokens[], responses: readonly Tokens[]) => Promise<Float32Array>;

/** One probe prompt's response with its statistics, one number per response token (EOS included); advantages unwhitened. */
export type ProbeRow = {
  query: number[];
  response: number[];
  finished: boolean;
  score: number;
  logprobs: number[];
  refLogprobs: number[];
  kl: number[];
  values: number[];
  rewards: number[];
  advantages: number[];
  entropy: number[];
};

export type PpoTrainer = {
  readonly stepIndex: number;
  step(): Promise<MetricValues>;
  probe(queries: readonly Tokens[]): Promise<ProbeRow[]>;
  state(): Promise<TrainerState>;
  load(state: TrainerState): void;
  dispose(): void;
};

/**
 * Files of the state: `model`, `optimizer` and, with a separate critic, `critic`, `critic_optimizer`. The models stay the
 * caller's; policy and critic are trained in place. `critic` is a Gpt with a `value_head` when config.critic is "separate",
 * and null when it is "shared" (then the policy itself carries the `value_head`).
 */
export declare function createPpoTrainer(options: {
  policy: Gpt;
  reference: Gpt;
  critic: Gpt | null;
  config: PpoConfig;
  seed: number;
  eosId: number | null;
  samplePrompts: (step: number) => readonly Tokens[];
  scoreFn: ScoreFn;
}): PpoTrainer;
