import type { MetricValues, SftConfig } from "@rlhf/domain";
import type { Gpt } from "@rlhf/gpt";
import type { TrainerState } from "./trainer-state";

export type { TrainerState };

/** Rows of token ids (prompt, then response) and how many of each row's tokens are the prompt. */
export type SftBatch = { rows: readonly (readonly number[])[]; queryLengths: readonly number[] };

/** What the trainer reads of SftConfig; pre-training passes its own settings with lossOn "all". */
export type LanguageModelSettings = Omit<SftConfig, "tokens" | "batchSize" | "checkpointEvery">;

export type SftTrainer = {
  readonly stepIndex: number;
  step(): Promise<MetricValues>;
  state(): Promise<TrainerState>;
  load(state: TrainerState): void;
  dispose(): void;
};

/** Files of the state: `model`, `optimizer`. The model is trained in place and stays the caller's. */
export declare function createSftTrainer(options: {
  model: Gpt;
  config: LanguageModelSettings;
  batches: (step: number) => SftBatch;
  totalSteps: number;
  microBatches?: number;
}): SftTrainer;

/** Batches as a pure function of (seed, epoch): every epoch is one shuffle of all rows, the last batch may be short. */
export declare function shuffledBatches(
  data: SftBatch,
  options: { batchSize: number; seed: number },
): { stepsPerEpoch: number; batch: (step: number) => SftBatch };

/** Mean nats per response token (EOS included) of held-out rows. */
export declare function heldoutNats(model: Gpt, data: SftBatch): Promise<number>;
