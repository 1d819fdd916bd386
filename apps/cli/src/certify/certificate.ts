import type { Precision } from "@rlhf/domain";
import {
  certifyOptimum,
  checkKlEstimators,
  drawOptimumTasks,
  OPTIMUM_BARS,
  type KlEstimatorCheck,
  type OptimumCertificate,
  type OptimumTask,
  type TaskLimits,
} from "@rlhf/ppo";
import { certifyRandomWalks, WALKS_BAR, type WalksResult } from "./random-walks";

export type CertifiedTask = { task: OptimumTask; certificate: OptimumCertificate; passed: boolean };
/** The same task with k3 in the reward: `passed` says that it misses π*, as theory demands. */
export type ControlledTask = { task: OptimumTask; certificate: OptimumCertificate; passed: boolean };
export type CheckedKl = { task: OptimumTask; estimators: KlEstimatorCheck[]; passed: boolean };
export type CheckedWalks = WalksResult & { bar: number; passed: boolean };

/** Parts that were not asked for are null. */
export type Certificate = {
  seed: number;
  knownOptimum: CertifiedTask[] | null;
  klEstimators: CheckedKl[] | null;
  control: ControlledTask | null;
  randomWalks: CheckedWalks | null;
  passed: boolean;
};

export type Part = "known-optimum" | "kl" | "randomwalks";
export type CertifyOptions = {
  seed: number;
  only: Part | undefined;
  tasks: number;
  fixed: TaskLimits;
  graphSeed: number;
  precision: Precision;
  signal: AbortSignal;
  onStep: (stage: string, step: number, total: number) => void;
};

/** Bounds of float32 arithmetic on k1's gradient and on both values, and the least bias that counts as one. */
export const KL_BARS = { unbiased: 1e-3, biased: 0.05 };
const KL_TASKS = 3;

/** Every part that was asked for, in order. */
export async function runCertificate(o: CertifyOptions): Promise<Certificate> {
  const tasks = drawOptimumTasks(o.seed, o.tasks, o.fixed);
  const runs = (part: Part): boolean => o.only === undefined || o.only === part;
  const knownOptimum = runs("known-optimum") ? await certifyTasks(tasks, o) : null;
  const klEstimators = runs("kl") ? await checkTasks(tasks.slice(0, KL_TASKS)) : null;
  const control = runs("kl") ? await controlTask(smallestOf(tasks), o) : null;
  const randomWalks = runs("randomwalks") ? await checkWalks(o) : null;
  const all = [...(knownOptimum ?? []), ...(klEstimators ?? []), control ?? [], randomWalks ?? []].flat();
  const passed = all.every((part) => part.passed);
  return { seed: o.seed, knownOptimum, klEstimators, control, randomWalks, passed };
}

async function certifyTasks(tasks: readonly OptimumTask[], o: CertifyOptions): Promise<CertifiedTask[]> {
  const certified: CertifiedTask[] = [];
  for (const [i, task] of tasks.entries()) {
    const onStep = (step: number, total: number) => o.onStep(`task ${i + 1}/${tasks.length}`, step, total);
    const certificate = await certifyOptimum({ task, seed: o.seed, signal: o.signal, onStep });
    certified.push({ task, certificate, passed: reaches(certificate) });
  }
  return certified;
}

/** Both bars, from the reachable side only: nothing may beat the optimum by more than rounding. */
function reaches({ gap, variation }: OptimumCertificate): boolean {
  return variation < OPTIMUM_BARS.variation && gap < OPTIMUM_BARS.gap && gap > -1e-4;
}

async function checkTasks(tasks: readonly OptimumTask[]): Promise<CheckedKl[]> {
  const checked: CheckedKl[] = [];
  for (const task of tasks) {
    const estimators = await checkKlEstimators(task);
    const unbiased = (e: KlEstimatorCheck): boolean => Math.abs(e.value - e.kl) <= KL_BARS.unbiased * e.kl;
    const passed = estimators.every((e) => {
      if (e.estimator === "k1") return unbiased(e) && e.gradientError < KL_BARS.unbiased;
      return e.estimator === "k2" || (unbiased(e) && e.gradientError > KL_BARS.biased);
    });
    checked.push({ task, estimators, passed });
  }
  return checked;
}

async function controlTask(task: OptimumTask, o: CertifyOptions): Promise<ControlledTask> {
  const onStep = (step: number, total: number) => o.onStep("k3 control", step, total);
  const certificate = await certifyOptimum({ task, seed: o.seed, klEstimator: "k3", signal: o.signal, onStep });
  return { task, certificate, passed: !reaches(certificate) };
}

/** The first task with more than one token a response and few responses; else the first. */
function smallestOf(tasks: readonly OptimumTask[]): OptimumTask {
  const [first] = tasks;
  const small = tasks.find((task) => task.length > 1 && task.vocabSize ** task.length < 1_000) ?? first;
  if (small === undefined) throw new RangeError("certify: expected at least one task");
  return small;
}

async function checkWalks(o: CertifyOptions): Promise<CheckedWalks> {
  const result = await certifyRandomWalks(o);
  return { ...result, bar: WALKS_BAR, passed: result.after >= WALKS_BAR };
}
