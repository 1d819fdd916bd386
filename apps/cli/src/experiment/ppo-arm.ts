import type { Precision } from "@rlhf/domain";
import { cloneGpt, type Gpt } from "@rlhf/gpt";
import { divergenceOf, evaluatePolicy, type ScoreFn } from "@rlhf/evals";
import type { Source, SourcePrompt } from "@rlhf/pipeline";
import { createPpoTrainer } from "@rlhf/ppo";
import { criticFromReward, scoreEnsemble, type EnsembleRule, type RewardModel } from "@rlhf/reward";
import { Philox } from "@rlhf/tensor";
import { ruleOf, type ArmName, type Curve, type CurvePoint, type Settings } from "./arms";
import { answer, goldOf, rowsOf, type Report } from "./policy";
import type { Ensemble } from "./reward-models";

export type PpoArmOptions = {
  arm: ArmName;
  config: Settings;
  seed: number;
  precision: Precision;
  signal: AbortSignal;
  report: Report;
};
type Judge = { models: readonly RewardModel[]; rule: EnsembleRule };

/** PPO without KL penalty against one arm's score, measured on test prompts along the run. */
export async function ppoCurve(source: Source, initial: Gpt, ensemble: Ensemble, o: PpoArmOptions): Promise<Curve> {
  const { arm, config, seed, signal, precision } = o;
  const first = ensemble.models[0];
  if (first === undefined) throw new RangeError("ensemble: expected at least one member");
  const judge: Judge = {
    models: arm === "single" ? [first] : ensemble.models,
    rule: ruleOf(arm, config.varianceWeightPpo),
  };
  const { ppo } = config.loop;
  const models = { policy: cloneGpt(initial), reference: initial, critic: await criticFromReward(first) };
  const trainer = createPpoTrainer({
    ...{ ...models, config: ppo, seed, eosId: source.tokenizer.specials.eos, precision },
    samplePrompts: (step) => draw(source, { seed, purpose: "experiment/ppo", step }, ["train", ppo.batchSize]),
    scoreFn: scorerOf(judge),
  });
  const evaluated: CurvePoint[] = [];
  try {
    for (let step = 0; ; step++) {
      if (step % config.evaluateEvery === 0) evaluated.push(await evaluate(source, models, { ...o, judge, step }));
      if (step === ppo.steps) break;
      signal.throwIfAborted();
      await trainer.step();
      o.report(`ppo ${arm}`, step + 1, ppo.steps);
    }
  } finally {
    trainer.dispose();
    models.policy.params.dispose();
    models.critic.params.dispose();
  }
  return { arm, seed, member: arm === "single" ? 0 : null, points: aboveFirst(evaluated) };
}

function draw(
  source: Source,
  key: { seed: number; purpose: string; step: number },
  [split, count]: [SourcePrompt["split"], number],
): number[][] {
  const rng = new Philox(key);
  return Array.from({ length: count }, () => source.ask(rng, split).tokens);
}

/** √ of the exact KL summed over visited states, the arm's own score, and the oracle's, on the same prompts every time. */
async function evaluate(
  source: Source,
  { policy, reference }: { policy: Gpt; reference: Gpt },
  o: PpoArmOptions & { judge: Judge; step: number },
): Promise<CurvePoint> {
  const { loop, evaluatePrompts } = o.config;
  const rng = new Philox({ seed: o.seed, purpose: "experiment/evaluate" });
  const prompts = Array.from({ length: evaluatePrompts }, () => source.ask(rng, "test"));
  const drawn = { source, loop, seed: o.seed, signal: o.signal, purpose: "experiment/evaluate", step: 0 };
  const { klFull, means } = await evaluatePolicy({
    queries: prompts.map((prompt) => prompt.tokens),
    generate: async () =>
      (await answer(policy, prompts, drawn)).responses.map((tokens) => ({
        tokens,
        finished: tokens.at(-1) === source.tokenizer.specials.eos,
      })),
    scorers: {
      gold: async (queries, responses) => goldOf(source, { prompts, queries: [...queries], responses: [...responses] }),
      proxy: scorerOf(o.judge),
    },
    divergence: divergenceOf(policy, reference, loop.ppo),
  });
  const distance = o.step === 0 ? 0 : Math.sqrt(Math.max(0, klFull ?? NaN));
  return { distance, gold: means.gold ?? NaN, proxy: means.proxy ?? NaN };
}

const scorerOf =
  ({ models, rule }: Judge): ScoreFn =>
  (queries, responses) =>
    scoreEnsemble(models, rowsOf({ prompts: [], queries: [...queries], responses: [...responses] }), rule);

function aboveFirst(points: readonly CurvePoint[]): CurvePoint[] {
  const [{ gold, proxy } = { gold: NaN, proxy: NaN }] = points;
  return points.map((p) => ({ distance: p.distance, gold: p.gold - gold, proxy: p.proxy - proxy }));
}
