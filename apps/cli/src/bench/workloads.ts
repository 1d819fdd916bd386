import type { GptConfig } from "@rlhf/gpt";

/** promptLength + responseLength tokens by `episodes` rows; epochs × minibatches optimiser steps. @source algorithms.md 5 */
export type Workload = {
  model: GptConfig;
  promptLength: number;
  responseLength: number;
  episodes: number;
  epochs: number;
  minibatches: number;
};

export type WorkloadName = "W1" | "W2" | "W3" | "W4";

type Row = [layers: number, width: number, heads: number, vocabulary: number, context: number];
const workload = ([nLayer, nEmbd, nHead, vocabSize, nCtx]: Row, rest: Omit<Workload, "model">): Workload => ({
  model: { nLayer, nEmbd, nHead, vocabSize, nCtx },
  ...rest,
});

/** The very sizes of the PyTorch peer (shared/peers/torch_ppo.py). */
export const WORKLOADS: Record<WorkloadName, Workload> = {
  W1: workload([2, 64, 2, 256, 64], { promptLength: 16, responseLength: 16, episodes: 32, epochs: 4, minibatches: 1 }),
  W2: workload([4, 128, 4, 512, 128], {
    promptLength: 32,
    responseLength: 32,
    episodes: 64,
    epochs: 4,
    minibatches: 4,
  }),
  W3: workload([6, 384, 6, 8192, 128], {
    promptLength: 64,
    responseLength: 32,
    episodes: 32,
    epochs: 4,
    minibatches: 4,
  }),
  W4: workload([12, 768, 12, 50_257, 1024], {
    promptLength: 64,
    responseLength: 24,
    episodes: 16,
    epochs: 1,
    minibatches: 1,
  }),
};

/**
 * Floating-point operations of the update phase: policy and critic, forward and backward (3 ×), weights of the blocks on
 * every token, of the output embedding and of what comes after the last attention (9 of a block's 12 C²) on response
 * positions alone; attention scores are left out.
 * @source algorithms.md 5; the last layer: what a forward of some places leaves out (libs/native/cpp/trunk.h)
 */
export function updateFlops({ model, promptLength, responseLength, episodes, epochs }: Workload): number {
  const square = model.nEmbd ** 2;
  const tokenwise = 12 * model.nLayer * square * (promptLength + responseLength) - 9 * square * promptLength;
  const trunk = 2 * 3 * 2 * tokenwise * episodes;
  const head = 3 * 2 * model.vocabSize * model.nEmbd * episodes * responseLength;
  return epochs * (trunk + head);
}
