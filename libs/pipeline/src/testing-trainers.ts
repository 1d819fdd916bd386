// The three trainers at a size that takes milliseconds a step, for tests of what holds for each of them.
import { PpoConfig, RewardConfig, SftConfig, type Precision } from "@rlhf/domain";
import { cloneGpt, initGpt, withScalarHead, type Gpt } from "@rlhf/gpt";
import { createPpoTrainer, type ScoreFn } from "@rlhf/ppo";
import { createRewardTrainer, type RewardPair } from "@rlhf/reward";
import { createSftTrainer } from "@rlhf/sft";
import { encodeSafetensors, Philox, type TrainerState } from "@rlhf/tensor";
import { createHash } from "node:crypto";
import type { Trainer } from "./training";

export const TRAINERS = ["sft", "reward", "ppo"] as const;
export type TrainerName = (typeof TRAINERS)[number];

export type TinyTrainer = { trainer: Trainer; dispose(): void };

/** The checkpoints in fixtures/ were made with these trainers: a change here is a change of what old versions wrote. */
export type TinyOptions = {
  precision?: Precision;
  /** Parts of a batch of 8 rows; for PPO of a minibatch. */
  microBatches?: number;
  /** Rows that weigh nothing, appended to every batch: what padding would be. PPO's rollouts have none. */
  idleRows?: number;
  size?: keyof typeof SHAPES;
  scoreFn?: ScoreFn;
  ppo?: Partial<PpoConfig>;
};

const SHAPES = {
  fixture: { nLayer: 1, nHead: 1, nEmbd: 8, nCtx: 16, vocabSize: 12 }, // of the checkpoints in fixtures/: never change it
  tiny: { nLayer: 2, nHead: 2, nEmbd: 16, nCtx: 16, vocabSize: 12 },
  threads: { nLayer: 2, nHead: 4, nEmbd: 128, nCtx: 64, vocabSize: 512 }, // large enough that two threads share the work
};
const ROWS = 8;
const TOTAL_STEPS = 40;
const EOS = 0;

export function tinyTrainer(name: TrainerName, options: TinyOptions = {}): TinyTrainer {
  const { trainer, models } = MAKERS[name](options, SHAPES[options.size ?? "tiny"]);
  return {
    trainer,
    dispose: () => {
      trainer.dispose();
      models.forEach((model) => model.params.dispose());
    },
  };
}

/** One hash of everything a checkpoint would hold. */
export function stateSha256({ files, counters }: TrainerState): string {
  const hash = createHash("sha256").update(JSON.stringify(counters));
  for (const [name, arrays] of Object.entries(files)) hash.update(name).update(encodeSafetensors(arrays));
  return hash.digest("hex");
}

type Shape = (typeof SHAPES)["tiny"];
type Made = { trainer: Trainer & { dispose(): void }; models: Gpt[] };

const MAKERS: Record<TrainerName, (options: TinyOptions, shape: Shape) => Made> = {
  sft: ({ microBatches, idleRows = 0 }, shape) => {
    const model = initGpt(shape, { seed: 1 });
    const config = SftConfig.parse({ lr: 1e-2, warmupSteps: 2, lossOn: "response" });
    const batches = (step: number) => {
      const rows = Array.from({ length: ROWS }, (_, row) => tokens({ shape, step, row }));
      const idle = Array.from({ length: idleRows }, (_, row) => tokens({ shape, step, row: ROWS + row }));
      const queryLengths = [...rows.map(() => 2), ...idle.map((row) => row.length)]; // nothing left to answer
      return { rows: [...rows, ...idle], queryLengths };
    };
    const trainer = createSftTrainer({ model, config, batches, totalSteps: TOTAL_STEPS, microBatches });
    return { trainer, models: [model] };
  },
  reward: ({ microBatches, idleRows = 0 }, shape) => {
    const trunk = initGpt(shape, { seed: 1 });
    const model = withScalarHead(trunk, "score", { seed: 2 });
    trunk.params.dispose();
    const config = RewardConfig.parse({ lr: 1e-2, warmupSteps: 2 });
    const batches = (step: number): RewardPair[] =>
      Array.from({ length: ROWS + idleRows }, (_, row) => ({
        chosen: [...tokens({ shape, step, row }).slice(0, -1), 1 + (row % 4)],
        rejected: [...tokens({ shape, step, row: row + 100 }).slice(0, -1), 6 + (row % 4)],
        label: 1,
        strength: 1,
        weight: row < ROWS ? 1 : 0,
      }));
    const trainer = createRewardTrainer({ model, config, batches, totalSteps: TOTAL_STEPS, microBatches });
    return { trainer, models: [model] };
  },
  ppo: ({ microBatches = 1, precision = "float32", scoreFn = shareOfThrees, ppo = {} }, shape) => {
    const reference = initGpt(shape, { seed: 1 });
    const policy = cloneGpt(reference);
    const critic = withScalarHead(reference, "value_head", { zero: true });
    const config = PpoConfig.parse({
      ...{ steps: TOTAL_STEPS, batchSize: ROWS, responseLength: 6, noptepochs: 2, nminibatches: 1, microBatches },
      ...{ lr: 5e-3, criticLr: 5e-3, klCoef: 0.05, klController: "adaptive", ...ppo },
    });
    const samplePrompts = (step: number) =>
      Array.from({ length: ROWS }, (_, row) => tokens({ shape, step, row }).slice(0, 3 + (row % 3)));
    const trainer = createPpoTrainer({
      ...{ policy, reference, critic, config, seed: 5, eosId: EOS, precision, samplePrompts, scoreFn },
    });
    return { trainer, models: [reference, policy, critic] };
  },
};

/** Wants many 3s. */
const shareOfThrees: ScoreFn = async (_, responses) =>
  Float32Array.from(responses, (response) => response.filter((token) => token === 3).length);

/** A row that depends on step and row alone; its length varies. */
function tokens({ shape, step, row }: { shape: Shape; step: number; row: number }): number[] {
  const random = new Philox({ seed: 7, purpose: "test", step, row });
  const length = Math.floor(shape.nCtx / 4) + random.int(Math.floor(shape.nCtx / 3));
  return Array.from({ length }, () => 1 + random.int(shape.vocabSize - 1));
}
