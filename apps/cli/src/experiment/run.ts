import type { OverOptimizationConfig, Precision } from "@rlhf/domain";
import type { Gpt } from "@rlhf/gpt";
import { openSource, type Source } from "@rlhf/pipeline";
import type { OptimizationForm } from "@rlhf/stats";
import { ARM_NAMES, type Curve } from "./arms";
import { analyse, type Analysis } from "./analysis";
import { bestOfNCurves, drawPool, type Pool } from "./best-of-n-arm";
import { trainInitialPolicy, type Report } from "./policy";
import { ppoCurve } from "./ppo-arm";
import { trainEnsemble } from "./reward-models";

export type OverOptimization = {
  config: OverOptimizationConfig;
  firstSeed: number;
  /** Of every reward model on held-out pairs, by the oracle without noise. */
  rewardAccuracy: number[];
  /** Mean gold of the initial policy's answers to the best-of-n prompts. */
  initialGold: number;
  curves: Record<OptimizationForm, Curve[]>;
  analysis: Analysis;
};

export type RunOptions = {
  config: OverOptimizationConfig;
  firstSeed: number;
  precision: Precision;
  signal: AbortSignal;
  report: Report;
};

/**
 * Gold against √KL for best-of-n and for PPO without KL penalty, single reward models beside ensembles. One initial policy;
 * per seed fresh comparisons, an ensemble trained on them, and four PPO runs.
 * @source Gao 2022 (arXiv:2210.10760); Coste 2023 (arXiv:2310.02743)
 */
export async function runOverOptimization(o: RunOptions): Promise<OverOptimization> {
  const { config, firstSeed } = o;
  const source = await openSource(config.loop);
  const policy = await trainInitialPolicy(source, { ...o, loop: config.loop, seed: firstSeed });
  const pool = await drawPool(source, policy, { ...o, seed: firstSeed });
  const curves: OverOptimization["curves"] = { "best-of-n": [], rl: [] };
  const rewardAccuracy: number[] = [];
  for (let i = 0; i < config.seeds; i++) {
    const report: Report = (stage, step, total) => o.report(`${i + 1}/${config.seeds} ${stage}`, step, total);
    const found = await runSeed({ source, policy, pool }, { ...o, seed: firstSeed + i, report });
    curves["best-of-n"].push(...found.bestOfN);
    curves.rl.push(...found.ppo);
    rewardAccuracy.push(...found.accuracy);
  }
  policy.params.dispose();
  const initialGold = pool.gold.reduce((a, b) => a + b, 0) / pool.gold.length;
  return { config, firstSeed, rewardAccuracy, initialGold, curves, analysis: analyse(curves) };
}

async function runSeed(
  { source, policy, pool }: { source: Source; policy: Gpt; pool: Pool },
  o: RunOptions & { seed: number },
): Promise<{ bestOfN: Curve[]; ppo: Curve[]; accuracy: number[] }> {
  const { loop, members } = o.config;
  const ensemble = await trainEnsemble(source, policy, { ...o, loop, members });
  const bestOfN = await bestOfNCurves(pool, ensemble, o);
  const ppo: Curve[] = [];
  for (const arm of ARM_NAMES) ppo.push(await ppoCurve(source, policy, ensemble, { ...o, arm }));
  for (const { model } of ensemble.models) model.params.dispose();
  return { bestOfN, ppo, accuracy: ensemble.accuracy };
}
