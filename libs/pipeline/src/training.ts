import type { MetricKey, MetricValues } from "@rlhf/domain";
import { decodeSafetensors, encodeSafetensors, type TrainerState } from "@rlhf/tensor";
import type { StageRun } from "./stage-run";

/** What sft, reward and ppo trainers have in common. */
export type Trainer = {
  readonly stepIndex: number;
  step(): Promise<MetricValues>;
  /** The values behind one metric of the last step, whose spread is worth keeping. */
  distribution?(): { key: MetricKey; values: Float32Array } | null;
  state(): Promise<TrainerState>;
  load(state: TrainerState): void;
};

export type TrainingPlan = {
  totalSteps: number;
  checkpointEvery: number;
  unit: string;
  /** Called after each checkpoint that was due, for samples and probes; perhaps again on resume, so it must be idempotent. */
  onCheckpoint?: (checkpointId: string, step: number) => Promise<void>;
};

/**
 * Trains to the last step: from the newest loadable checkpoint if there is one, a checkpoint every so often and at the end,
 * and on cancel or pause within one step. Returns the id of the last checkpoint.
 */
export async function trainToEnd(run: StageRun, trainer: Trainer, plan: TrainingPlan): Promise<string> {
  const { totalSteps, checkpointEvery, unit, onCheckpoint } = plan;
  const isDue = () => trainer.stepIndex % checkpointEvery === 0 || trainer.stepIndex === totalSteps;
  let checkpointId = await restore(run, trainer);
  // Between a checkpoint and what follows it the process may have died.
  if (checkpointId !== null && isDue()) await onCheckpoint?.(checkpointId, trainer.stepIndex);
  while (trainer.stepIndex < totalSteps) {
    await run.crashPoint("before-step", trainer.stepIndex + 1);
    const metrics = await trainer.step();
    await run.crashPoint("before-metrics", trainer.stepIndex);
    await run.recordMetrics(trainer.stepIndex, metrics);
    const spread = trainer.distribution?.();
    if (spread) await run.recordDistribution(trainer.stepIndex, spread);
    await run.crashPoint("after-metrics", trainer.stepIndex);
    run.progress({ step: trainer.stepIndex, total: totalSteps, unit, metrics });
    const stop = await run.stopRequested();
    if (isDue() || stop) checkpointId = await run.saveCheckpoint(trainer.stepIndex, await checkpointFiles(trainer));
    if (isDue() && checkpointId !== null) await onCheckpoint?.(checkpointId, trainer.stepIndex);
    if (stop && trainer.stepIndex < totalSteps) throw stop;
  }
  return checkpointId ?? run.saveCheckpoint(trainer.stepIndex, await checkpointFiles(trainer));
}

/** Puts the newest loadable checkpoint into the trainer and forgets what was measured after it; null if there is none. */
async function restore(run: StageRun, trainer: Trainer): Promise<string | null> {
  const resumed = await run.newestCheckpoint();
  const arrays = Object.entries(resumed?.files ?? {}).map(
    ([name, bytes]) => [stem(name), decodeSafetensors(bytes).arrays] as const,
  );
  if (resumed) trainer.load({ files: Object.fromEntries(arrays), counters: resumed.counters });
  await run.forgetMetricsAfter(trainer.stepIndex);
  return resumed?.checkpointId ?? null;
}

const stem = (file: string) => file.replace(/\.safetensors$/, "");

async function checkpointFiles(trainer: Trainer) {
  const { files, counters } = await trainer.state();
  const bytes = Object.entries(files).map(
    ([name, arrays]) => [`${name}.safetensors`, encodeSafetensors(arrays)] as const,
  );
  return { files: Object.fromEntries(bytes), counters };
}
