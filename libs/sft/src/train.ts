import type { MetricValues, SftConfig } from "@rlhf/domain";
import { packRows, responseIndex, responseLogprobs, type Gpt } from "@rlhf/gpt";
import {
  AdamW,
  accumulateGrads,
  applyFinite,
  assignWeights,
  counterOf,
  fileOf,
  finiteMetrics,
  lossAndGrads,
  warmupDecay,
  type Grads,
  type NonFiniteCount,
  type Scalar,
  type TrainerState,
} from "@rlhf/tensor";
import { runs, takeRows, type SftBatch } from "./batches";
import { languageModelLoss } from "./loss";

/** What the trainer reads of SftConfig; pre-training passes its own settings with lossOn "all". */
export type LanguageModelSettings = Omit<SftConfig, "tokens" | "batchSize" | "checkpointEvery">;

export type SftTrainer = {
  readonly stepIndex: number;
  step(): Promise<MetricValues>;
  state(): Promise<TrainerState>;
  load(state: TrainerState): void;
  dispose(): void;
};

export type SftOptions = {
  model: Gpt;
  config: LanguageModelSettings;
  batches: (step: number) => SftBatch;
  totalSteps: number;
  /** Parts that a batch is cut into to save memory; changes nothing but rounding. */
  microBatches?: number;
};

/**
 * Next-token training of a language model, for pre-training and supervised fine-tuning. Files of the state: `model`,
 * `optimizer`. The model is trained in place and stays the caller's; `batches` must be a pure function of the step.
 */
export function createSftTrainer(options: SftOptions): SftTrainer {
  const { config, batches, totalSteps, microBatches = 1 } = options;
  const model: Gpt = { ...options.model, recompute: config.recompute };
  const optimizer = new AdamW(model.params, { ...config, epsilon: config.adamEpsilon });
  const nonFinite: NonFiniteCount = { total: 0, inARow: 0 };
  let stepIndex = 0;
  let tokensSeen = 0;

  async function step(): Promise<MetricValues> {
    const batch = batches(stepIndex);
    const lr = warmupDecay({ ...config, schedule: "cosine", totalSteps }, stepIndex);
    const { loss, grads, tokens } = await batchGradients(model, batch, { lossOn: config.lossOn, microBatches });
    const gradNorm = await applyFinite({ optimizer, loss, grads, lr, maxGradNorm: config.maxGradNorm, nonFinite });
    stepIndex += 1;
    tokensSeen += tokens;
    return finiteMetrics({
      "train/loss": loss,
      "train/tokens": tokensSeen,
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
        tokens: tokensSeen,
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
    tokensSeen = counterOf(saved, "tokens");
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

/** Loss and gradients of one optimiser step, summed over its parts. */
async function batchGradients(
  model: Gpt,
  batch: SftBatch,
  { lossOn, microBatches }: { lossOn: SftConfig["lossOn"]; microBatches: number },
): Promise<{ loss: number; grads: Grads; tokens: number }> {
  const contexts = lossOn === "response" ? batch.queryLengths : batch.rows.map(() => 1);
  const tokens = batch.rows.reduce((sum, row, i) => sum + row.length - (contexts[i] ?? 0), 0);
  const parts = runs(batch.rows.length, microBatches).map((index) =>
    takeRows({ rows: batch.rows, queryLengths: contexts }, index),
  );
  let grads: Grads | null = null;
  let loss = 0;
  for (const part of parts) {
    const result = lossAndGrads(model.params, () => ({ loss: partLoss(model, part, { tokens }), aux: {} }));
    grads = accumulateGrads(grads, result.grads);
    loss += (await result.loss.data())[0] ?? NaN;
    result.loss.dispose();
  }
  return { loss, grads: grads ?? {}, tokens };
}

function partLoss(model: Gpt, part: SftBatch, { tokens }: { tokens: number }): Scalar {
  const packed = packRows(part.rows, model.config.nCtx);
  const at = responseIndex(packed, [...part.queryLengths]);
  const { logprobs, entropy } = responseLogprobs(model, packed, at, { temperature: 1 }); // [M]
  entropy.dispose();
  return languageModelLoss(logprobs, { tokens });
}
