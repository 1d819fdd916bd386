import type { MetricValues, RewardConfig } from "@rlhf/domain";
import type { Gpt } from "@rlhf/gpt";
import {
  AdamW,
  accumulateGrads,
  applyFinite,
  assignWeights,
  counterOf,
  fileOf,
  finiteMetrics,
  lossAndGrads,
  tf,
  warmupDecay,
  type Grads,
  type NonFiniteCount,
  type Scalar,
  type Tensor1D,
  type TrainerState,
} from "@rlhf/tensor";
import { pairStatistics } from "./evaluate";
import { pairLoss } from "./loss";
import { marginOf, type RewardPair } from "./pairs";
import { rawScores } from "./score";

/** What the trainer reads of RewardConfig. */
export type RewardSettings = Omit<RewardConfig, "epochs" | "batchSize" | "normalizeSamples" | "checkpointEvery">;

export type RewardTrainer = {
  readonly stepIndex: number;
  step(): Promise<MetricValues>;
  state(): Promise<TrainerState>;
  load(state: TrainerState): void;
  dispose(): void;
};

export type RewardOptions = {
  model: Gpt;
  config: RewardSettings;
  batches: (step: number) => readonly RewardPair[];
  totalSteps: number;
  /** Parts that a batch is cut into to save memory; changes nothing but rounding. */
  microBatches?: number;
};

/**
 * Learns a scalar score from comparisons. Files of the state: `model`, `optimizer`. The model (with a `score` head) is
 * trained in place and stays the caller's; `batches` must be a pure function of the step.
 */
export function createRewardTrainer(options: RewardOptions): RewardTrainer {
  const { config, batches, totalSteps, microBatches = 1 } = options;
  const model: Gpt = { ...options.model, recompute: config.recompute };
  const optimizer = new AdamW(model.params, { ...config, epsilon: config.adamEpsilon });
  const nonFinite: NonFiniteCount = { total: 0, inARow: 0 };
  let stepIndex = 0;

  async function step(): Promise<MetricValues> {
    const pairs = batches(stepIndex);
    const lr = warmupDecay({ ...config, totalSteps }, stepIndex);
    const { loss, grads, chosen, rejected } = await batchGradients(model, pairs, { config, microBatches });
    const gradNorm = await applyFinite({ optimizer, loss, grads, lr, maxGradNorm: config.maxGradNorm, nonFinite });
    stepIndex += 1;
    const { accuracy, margin } = pairStatistics(pairs, chosen, rejected);
    return finiteMetrics({
      "reward/loss": loss,
      "reward/accuracy": accuracy,
      "reward/margin": margin,
      "train/grad_norm": gradNorm,
      "val/nonfinite_steps": nonFinite.total,
      lr,
    });
  }

  async function state(): Promise<TrainerState> {
    const adam = await optimizer.state();
    return {
      files: { model: await model.params.toArrays(), optimizer: adam.arrays },
      counters: {
        step: stepIndex,
        adamSteps: adam.stepCount,
        nonFiniteTotal: nonFinite.total,
        nonFiniteInARow: nonFinite.inARow,
      },
    };
  }

  function load(saved: TrainerState): void {
    assignWeights(model.params, fileOf(saved, "model"));
    optimizer.load({ stepCount: counterOf(saved, "adamSteps"), arrays: fileOf(saved, "optimizer") });
    stepIndex = counterOf(saved, "step");
    nonFinite.total = counterOf(saved, "nonFiniteTotal");
    nonFinite.inARow = counterOf(saved, "nonFiniteInARow");
  }

  return {
    get stepIndex() {
      return stepIndex;
    },
    step,
    state,
    load,
    dispose: () => optimizer.dispose(),
  };
}

type BatchGradients = { loss: number; grads: Grads; chosen: Float32Array; rejected: Float32Array };

/** Loss, gradients and scores of one optimiser step, summed over its parts. */
async function batchGradients(
  model: Gpt,
  pairs: readonly RewardPair[],
  { config, microBatches }: { config: RewardSettings; microBatches: number },
): Promise<BatchGradients> {
  const totalWeight = pairs.reduce((sum, pair) => sum + pair.weight, 0);
  const size = Math.ceil(pairs.length / microBatches);
  const chosen = new Float32Array(pairs.length);
  const rejected = new Float32Array(pairs.length);
  let grads: Grads | null = null;
  let loss = 0;
  for (let at = 0; at < pairs.length; at += size) {
    const part = pairs.slice(at, at + size);
    const result = lossAndGrads(model.params, () => partLoss(model, part, { config, totalWeight }));
    grads = accumulateGrads(grads, result.grads);
    loss += (await result.loss.data())[0] ?? NaN;
    chosen.set(await result.aux.chosen.data<"float32">(), at);
    rejected.set(await result.aux.rejected.data<"float32">(), at);
    tf.dispose([result.loss, result.aux.chosen, result.aux.rejected]);
  }
  return { loss, grads: grads ?? {}, chosen, rejected };
}

function partLoss(
  model: Gpt,
  part: readonly RewardPair[],
  { config, totalWeight }: { config: RewardSettings; totalWeight: number },
): { loss: Scalar; aux: { chosen: Tensor1D; rejected: Tensor1D } } {
  const scores = rawScores(model, [...part.map((p) => p.chosen), ...part.map((p) => p.rejected)]); // [2B]
  const chosen = scores.slice([0], [part.length]);
  const rejected = scores.slice([part.length], [part.length]);
  const loss = pairLoss(chosen, rejected, {
    labels: tf.tensor1d(part.map((p) => p.label)),
    margins: tf.tensor1d(part.map((p) => marginOf(p, config.marginPerStrength))),
    weights: tf.tensor1d(part.map((p) => p.weight / totalWeight)),
    centering: config.centering,
  });
  return { loss, aux: { chosen, rejected } };
}
