import { PpoConfig, type Precision } from "@rlhf/domain";
import { cloneGpt, freezeGpt, generate, initGpt, withScalarHead, type Gpt } from "@rlhf/gpt";
import { createPpoTrainer, type PpoTrainer } from "@rlhf/ppo";
import { scoreRows } from "@rlhf/reward";
import { Philox } from "@rlhf/tensor";
import { median, repeated, secondsSince } from "./timing";
import { updateFlops, type Workload } from "./workloads";

export type PpoFigures = {
  tRollout: number;
  tScore: number | null;
  tUpdate: number | null;
  tStep: number | null;
  rolloutTokensPerSecond: number;
  stepTokensPerSecond: number | null;
  updateGflops: number | null;
  params: number;
};

type PpoPart = "rollout" | "score" | "update";
type Options = {
  steps: number;
  precision: Precision;
  only: PpoPart | undefined;
  /** For the weights of the frozen networks. */
  folder: string;
  onStep: (step: number, total: number) => void;
};
type Phases = { rollout: number; score: number; update: number; step: number };

const SEED = 0;
/** The peer's settings; the rest of PpoConfig are its defaults. No end-of-sequence: every response has its full length. */
const SETTINGS = { temperature: 0.7, klCoef: 0.05, lr: 1e-5, criticLr: 1e-5, lrSchedule: "constant", vfCoef: 0.1 };

/** Whole PPO steps with random weights: rollout, scores and values, update. Seconds are medians. */
export async function timePpo(workload: Workload, options: Options): Promise<PpoFigures> {
  const models = randomModels(workload, options.folder);
  const timed = timedTrainer(workload, models, options.precision);
  try {
    const { params } = models.policy;
    if (options.only === "rollout") {
      const seconds = median(await repeated(options, (step) => timed.rollout(step)));
      return figures(workload, { rollout: seconds }, { params: params.size, only: "rollout" });
    }
    const phases = await repeated(options, (step) => timed.step(step));
    const medians = Object.fromEntries(
      (["rollout", "score", "update", "step"] as const).map((key) => [key, median(phases.map((p) => p[key]))]),
    );
    return figures(workload, medians, { params: params.size, only: options.only });
  } finally {
    timed.trainer.dispose();
    for (const model of Object.values(models)) model.params.dispose();
  }
}

function figures(
  workload: Workload,
  seconds: Partial<Record<keyof Phases, number>>,
  { params, only }: { params: number; only: PpoPart | undefined },
): PpoFigures {
  const { episodes, promptLength, responseLength } = workload;
  const rollout = seconds.rollout ?? NaN;
  const whole = only === undefined ? (seconds.step ?? null) : null;
  const update = only === undefined || only === "update" ? (seconds.update ?? null) : null;
  return {
    tRollout: rollout,
    tScore: only === undefined || only === "score" ? (seconds.score ?? null) : null,
    tUpdate: update,
    tStep: whole,
    rolloutTokensPerSecond: (episodes * responseLength) / rollout,
    stepTokensPerSecond: whole === null ? null : (episodes * (promptLength + responseLength)) / whole,
    updateGflops: update === null ? null : updateFlops(workload) / update / 1e9,
    params,
  };
}

type Models = { policy: Gpt; reference: Gpt; critic: Gpt; reward: Gpt };

function randomModels({ model }: Workload, folder: string): Models {
  const policy = initGpt(model, { seed: 1 });
  const trunk = (seed: number, head: "value_head" | "score"): Gpt => {
    const plain = initGpt(model, { seed });
    const headed = withScalarHead(plain, head, { seed });
    plain.params.dispose();
    return headed;
  };
  const frozen = { reference: cloneGpt(policy), reward: trunk(3, "score") };
  for (const model of Object.values(frozen)) freezeGpt(model, folder);
  return { policy, ...frozen, critic: trunk(2, "value_head") };
}

function timedTrainer(workload: Workload, models: Models, precision: Precision) {
  const { episodes, promptLength, responseLength, epochs, minibatches, model } = workload;
  const config = PpoConfig.parse({
    ...SETTINGS,
    batchSize: episodes,
    responseLength,
    noptepochs: epochs,
    nminibatches: minibatches,
  });
  const queriesOf = (step: number) => {
    const rng = new Philox({ seed: SEED, purpose: "bench/queries", step });
    return Array.from({ length: episodes }, () => Array.from({ length: promptLength }, () => rng.int(model.vocabSize)));
  };
  let scoredAt = 0;
  const trainer: PpoTrainer = createPpoTrainer({
    ...models,
    config,
    precision,
    seed: SEED,
    eosId: null,
    samplePrompts: queriesOf,
    scoreFn: async (queries, responses) => {
      const rows = queries.map((query, i) => [...query, ...(responses[i] ?? [])]);
      const scores = await scoreRows({ model: models.reward, gain: 1, bias: 0 }, rows);
      scoredAt = performance.now();
      return scores;
    },
  });
  const rollout = async (step: number): Promise<number> => {
    const queries = queriesOf(step);
    const rowIds = queries.map((_, i) => i);
    const sampling = {
      temperature: config.temperature,
      topK: 0,
      topP: 1,
      eosId: null,
      seed: SEED,
      purpose: "ppo.rollout",
    };
    const start = performance.now();
    await generate(models.policy, queries, { ...sampling, maxNewTokens: responseLength, step, rowIds });
    return secondsSince(start);
  };
  // The trainer samples and scores in one go, so the step's own sampling is timed once more on its own, outside the step.
  const step = async (index: number): Promise<Phases> => {
    const sampled = await rollout(index);
    const start = performance.now();
    await trainer.step();
    const whole = secondsSince(start);
    const beforeUpdate = (scoredAt - start) / 1000;
    return { rollout: sampled, score: beforeUpdate - sampled, update: whole - beforeUpdate, step: whole };
  };
  return { trainer, rollout, step };
}
