import { SftConfig } from "@rlhf/domain";
import { initGpt } from "@rlhf/gpt";
import { createSftTrainer } from "@rlhf/sft";
import { Philox } from "@rlhf/tensor";
import { median, repeated, secondsSince, WARM_UP } from "./timing";
import type { Workload } from "./workloads";

const LONGEST_ROW = 256; // as the peer

/** One language-model training step on rows of random tokens: as many tokens as a PPO step has, at least one row. */
export async function timeSft(
  { model: shape, promptLength, responseLength, episodes }: Workload,
  { steps, onStep }: { steps: number; onStep: (step: number, total: number) => void },
): Promise<{ tokensPerSecond: number; params: number }> {
  const length = Math.min(shape.nCtx, LONGEST_ROW);
  const count = Math.max(1, Math.floor((episodes * (promptLength + responseLength)) / length));
  const model = initGpt(shape, { seed: 0 });
  const {
    tokens: _tokens,
    batchSize: _batchSize,
    checkpointEvery: _every,
    ...settings
  } = SftConfig.parse({ lr: 1e-4, lossOn: "all" });
  const trainer = createSftTrainer({
    model,
    config: settings,
    batches: (step) => {
      const rng = new Philox({ seed: 0, purpose: "bench/sft", step });
      const rows = Array.from({ length: count }, () => Array.from({ length }, () => rng.int(shape.vocabSize)));
      return { rows, queryLengths: rows.map(() => 1) };
    },
    totalSteps: WARM_UP + steps,
  });
  try {
    const seconds = await repeated({ steps, onStep }, async () => {
      const start = performance.now();
      await trainer.step();
      return secondsSince(start);
    });
    return { tokensPerSecond: (count * length) / median(seconds), params: model.params.size };
  } finally {
    trainer.dispose();
    model.params.dispose();
  }
}
