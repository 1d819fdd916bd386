// The correctness certificate: where everything can be enumerated, the trainer must reach the known optimum.
import { PpoConfig, type KlEstimator } from "@rlhf/domain";
import { cloneGpt, withScalarHead } from "@rlhf/gpt";
import { enumerateResponses, klObjective, knownOptimum, responseLogprobSums, totalVariation } from "./enumeration";
import { drawReference, drawRewards, queryOf, type OptimumTask } from "./optimum-task";
import { createPpoTrainer } from "./train";

export type OptimumCertificate = {
  responses: number;
  episodes: number;
  /** J of the reference (0: rewards are centred under it), of the trained policy, and of π*. */
  objectiveBefore: number;
  objective: number;
  optimum: number;
  /** (optimum − objective) / optimum; with J(ρ) = 0 also the share of the possible improvement that is missing. */
  gap: number;
  /** Total variation from π* of the reference and of the trained policy. */
  variationBefore: number;
  variation: number;
  /** KL(π* ‖ ρ), nats: how far away the optimum lies. */
  distance: number;
};

/** What counts as reached. @source algorithms.md 4, point 5 */
export const OPTIMUM_BARS = { variation: 0.05, gap: 0.02 };

export type OptimumOptions = {
  task: OptimumTask;
  seed: number;
  klEstimator?: KlEstimator;
  signal?: AbortSignal;
  onStep?: (step: number, total: number) => void;
};

const MANY_RESPONSES = 300;

/**
 * PPO on one task, and how far from π*(y) ∝ ρ(y) exp(r(y) / β) it ends; every expectation is a sum over all responses.
 * A constant shift makes E_ρ[r] = 0; it changes no policy, and J(ρ) = 0 gives "within 2 % of the optimum" one meaning.
 */
export async function certifyOptimum({ task, seed, klEstimator = "k1", signal, onStep }: OptimumOptions) {
  const responses = enumerateResponses(task);
  const query = queryOf(task);
  const reference = drawReference(task);
  const logRho = await responseLogprobSums(reference, query, responses);
  const rewards = centred(drawRewards(task, responses), logRho);
  const rewardOf = new Map(responses.map((response, i) => [response.join(" "), rewards[i] ?? NaN]));
  const config = settingsOf(task, { responses: responses.length, klEstimator });
  const models = {
    policy: cloneGpt(reference),
    reference,
    critic: withScalarHead(reference, "value_head", { zero: true }),
  };
  const trainer = createPpoTrainer({
    ...{ ...models, config, seed, eosId: task.eosId, precision: "float32" },
    samplePrompts: () => Array.from({ length: config.batchSize }, () => query),
    scoreFn: async (_, rows) => Float32Array.from(rows, (row) => rewardOf.get(row.join(" ")) ?? NaN),
  });
  try {
    for (let step = 1; step <= config.steps; step++) {
      signal?.throwIfAborted();
      await trainer.step();
      onStep?.(step, config.steps);
    }
    const logPi = await responseLogprobSums(models.policy, query, responses);
    return certificate({ logPi, logRho, rewards, beta: task.beta }, config.steps * config.batchSize);
  } finally {
    trainer.dispose();
    for (const model of Object.values(models)) model.params.dispose();
  }
}

type Enumerated = { logPi: number[]; logRho: number[]; rewards: number[]; beta: number };

function certificate({ logPi, ...task }: Enumerated, episodes: number): OptimumCertificate {
  const { logStar, optimum } = knownOptimum(task.logRho, task.rewards, task.beta);
  const objective = klObjective(logPi, task);
  return {
    responses: logPi.length,
    episodes,
    objectiveBefore: klObjective(task.logRho, task),
    objective,
    optimum,
    gap: (optimum - objective) / optimum,
    variationBefore: totalVariation(task.logRho, logStar),
    variation: totalVariation(logPi, logStar),
    distance: logStar.reduce((sum, x, i) => sum + Math.exp(x) * (x - (task.logRho[i] ?? NaN)), 0),
  };
}

/** More responses need more samples; the rest is the same for every task. */
function settingsOf(task: OptimumTask, o: { responses: number; klEstimator: KlEstimator }): PpoConfig {
  const many = o.responses > MANY_RESPONSES;
  return PpoConfig.parse({
    ...{ steps: 160, batchSize: many ? 512 : 256, responseLength: task.length },
    ...{ noptepochs: 2, nminibatches: 4, klCoef: task.beta, klEstimator: o.klEstimator },
    ...{ lr: 2e-3, criticLr: 5e-3, lam: 1, cliprangeValue: 10 },
  });
}

function centred(rewards: readonly number[], logRho: readonly number[]): number[] {
  const mean = rewards.reduce((sum, reward, i) => sum + reward * Math.exp(logRho[i] ?? NaN), 0);
  return rewards.map((reward) => reward - mean);
}
