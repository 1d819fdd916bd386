import type { Gpt } from "@rlhf/gpt";
import { bestOfNKl, unbiasedBestOfN } from "@rlhf/evals";
import type { Source } from "@rlhf/pipeline";
import { combineScores, scoreRows } from "@rlhf/reward";
import { Philox } from "@rlhf/tensor";
import { ARM_NAMES, ruleOf, type ArmName, type Curve, type CurvePoint, type Settings } from "./arms";
import { answer, goldOf, rowsOf, type Report, type Tokens } from "./policy";
import type { Ensemble } from "./reward-models";

/** N answers of the initial policy to each test prompt, with the oracle's judgment; rows[p · N + i] is answer i to prompt p. */
export type Pool = { rows: Tokens[]; gold: Float32Array; prompts: number; samples: number };

export async function drawPool(
  source: Source,
  policy: Gpt,
  { config, seed, signal, report }: { config: Settings; seed: number; signal: AbortSignal; report: Report },
): Promise<Pool> {
  const { bestOfNPrompts: prompts, bestOfNSamples: samples, loop } = config;
  const rng = new Philox({ seed, purpose: "experiment/best-of-n" });
  const pool: Pool = { rows: [], gold: new Float32Array(prompts * samples), prompts, samples };
  for (let p = 0; p < prompts; p++) {
    const asked = Array<ReturnType<Source["ask"]>>(samples).fill(source.ask(rng, "test"));
    const answered = await answer(policy, asked, {
      ...{ source, loop, seed, signal, purpose: "experiment/best-of-n", step: p },
    });
    pool.rows.push(...rowsOf(answered));
    pool.gold.set(goldOf(source, answered), p * samples);
    report("best-of-n pool", p + 1, prompts);
  }
  return pool;
}

/** Gold and proxy of best-of-n for n = 1, 2, 4 … N, above best-of-1: every member alone, and the three ensembles. */
export async function bestOfNCurves(
  pool: Pool,
  ensemble: Ensemble,
  { config, seed }: { config: Settings; seed: number },
) {
  const scores: Float32Array[] = [];
  for (const member of ensemble.models) scores.push(await scoreRows(member, pool.rows));
  const curveOf = (arm: ArmName, members: readonly Float32Array[], member: number | null): Curve => {
    const proxy = combineScores(members, ruleOf(arm, config.varianceWeightBestOfN));
    return { arm, seed, member, points: bestOfNPoints(pool, proxy) };
  };
  return ARM_NAMES.flatMap((arm) =>
    arm === "single" ? scores.map((own, i) => curveOf(arm, [own], i)) : [curveOf(arm, scores, null)],
  );
}

function bestOfNPoints({ gold, prompts, samples }: Pool, proxy: Float32Array): CurvePoint[] {
  const at = (n: number): { gold: number; proxy: number } => {
    let [goldSum, proxySum] = [0, 0];
    for (let p = 0; p < prompts; p++) {
      const own = proxy.subarray(p * samples, (p + 1) * samples);
      goldSum += unbiasedBestOfN(own, gold.subarray(p * samples, (p + 1) * samples), n);
      proxySum += unbiasedBestOfN(own, own, n);
    }
    return { gold: goldSum / prompts, proxy: proxySum / prompts };
  };
  const first = at(1);
  const sizes = Array.from({ length: Math.floor(Math.log2(samples)) + 1 }, (_, i) => 2 ** i);
  return sizes.map((n) => {
    const reached = at(n);
    return {
      distance: Math.sqrt(bestOfNKl(n)),
      gold: reached.gold - first.gold,
      proxy: reached.proxy - first.proxy,
    };
  });
}
