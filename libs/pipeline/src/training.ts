import type { MetricValues } from "@rlhf/domain";
import { decodeSafetensors, encodeSafetensors, type NamedArrays } from "@rlhf/tensor";
import type { StageRun } from "./stage-run";

/** What sft, reward and ppo trainers have in common. */
export type Trainer = {
  readonly stepIndex: number;
  step(): Promise<MetricValues>;
  state(): Promise<{ files: Record<string, NamedArrays>; counters: Record<string, number> }>;
  load(state: { files: Record<string, NamedArrays>; counters: Record<string, number> }): void;
};

export type TrainingPlan = {
  totalSteps: number;
  checkpointEvery: number;
  unit: string;
  /** Called after each committed checkpoint, for samples and probes. */
  onCheckpoint?: (checkpointId: string, step: number) => Promise<void>;
};

/**
 * Trains to the last step: from the newest loadable checkpoint if there is one, a checkpoint every so often and at the end,
 * and on cancel or pause within one step. Returns the id of the last checkpoint.
 */
export async function trainToEnd(run: StageRun, trainer: Trainer, plan: TrainingPlan): Promise<string> {
  const { totalSteps, checkpointEvery, unit, onCheckpoint } = plan;
  const save = async () => {
    const checkpointId = await run.saveCheckpoint(trainer.stepIndex, await checkpointFiles(trainer));
    await onCheckpoint?.(checkpointId, trainer.stepIndex);
    return checkpointId;
  };
  const resumed = await run.newestCheckpoint();
  if (resumed) {
    trainer.load({
      files: Object.fromEntries(
        Object.entries(resumed.files).map(([name, bytes]) => [stem(name), decodeSafetensors(bytes).arrays]),
      ),
      counters: resumed.counters,
    });
    await run.forgetMetricsAfter(trainer.stepIndex);
  }
  let checkpointId = resumed && trainer.stepIndex === totalSteps ? resumed.checkpointId : null;
  while (trainer.stepIndex < totalSteps) {
    const metrics = await trainer.step();
    await run.recordMetrics(trainer.stepIndex, metrics);
    run.progress({ step: trainer.stepIndex, total: totalSteps, unit, metrics });
    const due = trainer.stepIndex % checkpointEvery === 0 || trainer.stepIndex === totalSteps;
    const stop = await run.stopRequested();
    if (due || stop) checkpointId = await save();
    if (stop && trainer.stepIndex < totalSteps) throw stop;
  }
  return checkpointId ?? (await save());
}

const stem = (file: string) => file.replace(/\.safetensors$/, "");

async function checkpointFiles(trainer: Trainer) {
  const { files, counters } = await trainer.state();
  const bytes = Object.entries(files).map(
    ([name, arrays]) => [`${name}.safetensors`, encodeSafetensors(arrays)] as const,
  );
  return { files: Object.fromEntries(bytes), counters };
}
