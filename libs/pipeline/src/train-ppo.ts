import { insertRewardScores, insertRunSamples, insertTokenStats } from "@rlhf/db";
import type { LoopConfig, MetricValues } from "@rlhf/domain";
import { cloneGpt, freezeGpt, withScalarHead, type Gpt } from "@rlhf/gpt";
import { createPpoTrainer, type PpoTrainer, type ProbeRow, type ScoreFn } from "@rlhf/ppo";
import { criticFromReward, type RewardModel } from "@rlhf/reward";
import { Philox } from "@rlhf/tensor";
import { z } from "zod";
import { loadPolicy, loadRewardModel, recordPolicy } from "./policies";
import type { PromptBook } from "./prompt-book";
import { scoreFnOf } from "./reward-scores";
import { recordAnswers } from "./sampling";
import type { Source } from "./sources/source";
import { runStage, type Finished, type StageRun } from "./stage-run";
import { trainToEnd, type Trainer } from "./training";
import type { StageContext } from "./workbench";

const TrainedPpo = z.strictObject({ policyVersionId: z.string(), steps: z.int(), episodes: z.int() });
export type TrainedPpo = Finished<z.infer<typeof TrainedPpo>>;

type Models = { policy: Gpt; reference: Gpt; critic: Gpt | null; reward: RewardModel };

/** PPO of the fine-tuned policy against the reward model; probe prompts are sampled and stored at each checkpoint. */
export function trainPpo(
  ctx: StageContext,
  { source, book }: { source: Source; book: PromptBook },
  input: { config: LoopConfig; policyVersionId: string; rewardModelVersionId: string },
): Promise<TrainedPpo> {
  const { config, policyVersionId, rewardModelVersionId } = input;
  const inputs = { policyVersionId, rewardModelVersionId };
  const spec = { kind: "ppo", name: "ppo", result: TrainedPpo, inputs } as const;
  return runStage(ctx, { ...spec, config: { ppo: config.ppo } }, async (run) => {
    const models = await loadModels(ctx, input);
    const score = withGold(scoreFnOf(models.reward), { source, book });
    const ppo = createPpoTrainer({
      policy: models.policy,
      reference: models.reference,
      critic: models.critic,
      config: config.ppo,
      seed: ctx.seed,
      precision: ctx.bench.backend.precision,
      eosId: source.tokenizer.specials.eos,
      samplePrompts: (step) => {
        const rng = new Philox({ seed: ctx.seed, purpose: "ppo/prompts", step });
        return book.draw(rng, "train", config.ppo.batchSize).map((p) => p.tokens);
      },
      scoreFn: score.scoreFn,
      onPhase: (phase) => ctx.bench.artifacts.crashPoint(phase, { stage: "ppo", step: ppo.stepIndex + 1 }),
    });
    try {
      const { steps: totalSteps, checkpointEvery, batchSize } = config.ppo;
      let newest = "";
      await trainToEnd(run, score.measured(ppo, { batchSize }), {
        totalSteps,
        checkpointEvery,
        unit: "steps",
        onCheckpoint: async (checkpointId, step) => {
          const policy = { name: "ppo", kind: "ppo", checkpointId, parentId: policyVersionId } as const;
          newest = await recordPolicy(ctx, { ...policy, config: models.policy.config });
          const at = { source, book, run, ppo, checkpointId, step };
          await storeProbes(ctx, { ...input, ...at, policyVersionId: newest, lastScores: score.lastScores });
        },
      });
      return { policyVersionId: newest, steps: totalSteps, episodes: totalSteps * batchSize };
    } finally {
      ppo.dispose();
      disposeModels(models);
    }
  });
}

async function loadModels(
  ctx: StageContext,
  input: { config: LoopConfig; policyVersionId: string; rewardModelVersionId: string },
): Promise<Models> {
  const reference = await loadPolicy(ctx.bench, input.policyVersionId);
  const reward = await loadRewardModel(ctx.bench, input.rewardModelVersionId, reference.config);
  const shared = input.config.ppo.critic === "shared";
  const policy = shared ? withScalarHead(reference, "value_head", { zero: true }) : cloneGpt(reference);
  const critic = shared ? null : await criticFromReward(reward);
  for (const frozen of [reference, reward.model]) freezeGpt(frozen, ctx.bench.artifacts.temporary);
  return { policy, reference, critic, reward };
}

function disposeModels({ policy, reference, critic, reward }: Models): void {
  for (const model of [policy, reference, critic, reward.model]) model?.params.dispose();
}

/** Adds the batch's speed and mean gold (where the source knows the truth) to the metrics of a step; PPO never sees them. */
function withGold(scoreFn: ScoreFn, { source, book }: { source: Source; book: PromptBook }) {
  let gold: number | null = null;
  let scores: Float32Array = new Float32Array();
  const { truth } = source;
  return {
    scoreFn: async (...[queries, responses]: Parameters<ScoreFn>) => {
      if (truth) {
        const golds = queries.map((query, i) => truth(book.byQuery(query), responses[i] ?? []).gold);
        gold = golds.reduce((sum, x) => sum + x, 0) / golds.length;
      }
      scores = await scoreFn(queries, responses);
      return scores;
    },
    /** What the reward model gave the answers of the last call, before any rule about missing ends. */
    lastScores: () => scores,
    measured: (ppo: PpoTrainer, { batchSize }: { batchSize: number }): Trainer => ({
      get stepIndex() {
        return ppo.stepIndex;
      },
      step: async (): Promise<MetricValues> => {
        const started = performance.now();
        const metrics = { ...(await ppo.step()), eps: (1000 * batchSize) / (performance.now() - started) };
        return gold === null ? metrics : { ...metrics, "world/gold": gold };
      },
      distribution: () => ({ key: "objective/scores", values: scores }),
      state: () => ppo.state(),
      load: (state) => ppo.load(state),
    }),
  };
}

type ProbeContext = {
  source: Source;
  book: PromptBook;
  run: StageRun;
  ppo: PpoTrainer;
  checkpointId: string;
  policyVersionId: string;
  step: number;
  config: LoopConfig;
  rewardModelVersionId: string;
  lastScores: () => Float32Array;
};

/** The same prompts answered at every checkpoint, with what policy, reference and critic think of each token. */
async function storeProbes(ctx: StageContext, at: ProbeContext): Promise<void> {
  const { source, book, run, ppo, checkpointId, policyVersionId, step, config } = at;
  if (config.ppo.probePrompts === 0) return;
  const prompts = book.first("test", config.ppo.probePrompts);
  const probes = await ppo.probe(prompts.map((p) => p.tokens));
  const promptIds = prompts.map((p) => book.idOf(p));
  const sampling = { probe: true, temperature: config.ppo.temperature, maxNewTokens: config.ppo.responseLength };
  const answers = probes.map((p) => ({
    tokens: p.response,
    finished: p.finished,
    logprobs: Float32Array.from(p.logprobs),
    kl: p.kl.reduce((sum, x) => sum + x, 0),
  }));
  const ids = await recordAnswers(ctx, source, { policyVersionId, sampling, promptIds, answers });
  const stats = probes.map((probe, i) => tokenStats(probe, ids[i] ?? ""));
  await insertTokenStats(ctx.bench.db, stats, { sourceRunId: run.runId });
  const scores = Array.from(at.lastScores(), (score, i) => ({ generationId: ids[i] ?? "", score }));
  await insertRewardScores(ctx.bench.db, at.rewardModelVersionId, scores);
  const samples = ids.map((generationId, i) => ({
    step,
    promptId: promptIds[i] ?? "",
    sampleIndex: 0,
    generationId,
    checkpointId,
  }));
  await insertRunSamples(ctx.bench.db, run.lease, samples);
  await run.announce("sample", { step, answers: samples.length });
}

function tokenStats(probe: ProbeRow, generationId: string) {
  const float = (values: number[]) => Float32Array.from(values);
  return {
    generationId,
    logp: float(probe.logprobs),
    logpRef: float(probe.refLogprobs),
    kl: float(probe.kl),
    value: float(probe.values),
    reward: float(probe.rewards),
    advantage: float(probe.advantages),
    entropy: float(probe.entropy),
  };
}
