// Redoes the update of a recorded PPO step with @rlhf/ppo and says how far every number lies from PyTorch's.
import { PpoConfig } from "@rlhf/domain";
import {
  checkpointArrays,
  forward,
  gptFromArrays,
  packRows,
  responseIndex,
  responseLogprobs,
  scalars,
} from "@rlhf/gpt";
import { computeAdvantages, sampledKl, tokenRewards, updateOnMinibatch } from "@rlhf/ppo";
import { scoreRows } from "@rlhf/reward";
import { AdamW, scoped, type NamedArrays, type Tensor1D } from "@rlhf/tensor";
import { columnError, distance, updateError, weightError } from "./errors";
import { METRICS, type RecordedCase } from "./recorded-case";

const LR = 1e-3; // the recorder's
const NO_CLIPPING = 1e30;

/**
 * Relative errors of one replay. Vectors: norm of the difference over norm of the peer's. A metric: its largest difference
 * over all minibatches, over its largest magnitude in the case (policy loss and approxkl begin at zero). Weights: norm of the
 * difference over the norm of the weights; `update` over the norm of what the update changed, the keys' biases left out:
 * their gradient is zero but for rounding, which Adam scales up to a full step in either program.
 */
export type Agreement = {
  rollout: Record<string, number>;
  metrics: Record<string, number>;
  weights: Record<"policy" | "critic", number>;
  update: Record<"policy" | "critic", number>;
};

/** The backend must stand, at the precision of the case. */
export async function replay(recorded: RecordedCase): Promise<Agreement> {
  return { rollout: await rolloutErrors(recorded), ...(await updateErrors(recorded)) };
}

async function rolloutErrors(recorded: RecordedCase): Promise<Record<string, number>> {
  const { rows, of, settings, config, before } = recorded;
  const packed = packRows(rows, config.nCtx);
  const at = responseIndex(packed, queryLengths(recorded, rows.length));
  const offsets = at.rowOffsets;
  const logprobs = (weights: NamedArrays) =>
    withModel(recorded, weights, (model) => responseLogprobs(model, packed, at, settings).logprobs);
  const values = await withModel(recorded, before.critic, (model) =>
    scalars(model, "value_head", forward(model, packed, at.index)),
  );
  const reward = gptFromArrays(config, before.reward);
  const scores = await scoreRows({ model: reward, gain: 1, bias: 0 }, rows);
  reward.params.dispose();
  const rewards = tokenRewards(of("scores"), sampledKl("k1", of("logprobs"), of("ref_logprobs")), {
    offsets,
    klCoef: settings.klCoef,
  });
  const judged = computeAdvantages(of("rewards"), of("values"), { ...ppoConfig(recorded), offsets });
  return {
    logprobs: distance(await logprobs(before.policy), of("logprobs")),
    "reference logprobs": distance(await logprobs(before.ref), of("ref_logprobs")),
    values: distance(values, of("values")),
    scores: distance(scores, of("scores")),
    rewards: distance(rewards, of("rewards")),
    advantages: distance(judged.advantages, of("advantages")),
    returns: distance(judged.returns, of("returns")),
  };
}

async function withModel(
  { config }: RecordedCase,
  weights: NamedArrays,
  f: (model: ReturnType<typeof gptFromArrays>) => Tensor1D,
): Promise<Float32Array> {
  const model = gptFromArrays(config, weights);
  const result = scoped(() => f(model));
  const values = Float32Array.from(await result.data());
  result.dispose();
  model.params.dispose();
  return values;
}

async function updateErrors(recorded: RecordedCase): Promise<Omit<Agreement, "rollout">> {
  const networks = { policy: network(recorded, "policy"), critic: network(recorded, "critic") };
  const config = ppoConfig(recorded);
  const settings = { config, lr: LR, criticLr: LR, trainPolicy: true, ratioTolerance: null };
  const ours: number[][] = [];
  try {
    for (const rows of recorded.minibatches) {
      const { policy, value } = await updateOnMinibatch(networks, [minibatch(recorded, rows)], settings);
      if (!policy || !value) throw new Error(`minibatch ${ours.length}: a loss or gradient was not finite`);
      const loss = policy.loss + config.vfCoef * value.loss;
      const norm = Math.hypot(policy.gradNorm, value.gradNorm);
      ours.push([loss, policy.loss, value.loss, policy.approxkl, policy.clipfrac, norm]);
    }
    const { before, after } = recorded;
    const policy = await checkpointArrays(networks.policy.model);
    const critic = await checkpointArrays(networks.critic.model);
    return {
      metrics: Object.fromEntries(METRICS.map((name, i) => [name, columnError(ours, recorded.metrics, i)])),
      weights: { policy: weightError(policy, after.policy), critic: weightError(critic, after.critic) },
      update: {
        policy: updateError(policy, after.policy, before.policy),
        critic: updateError(critic, after.critic, before.critic),
      },
    };
  } finally {
    for (const { model, optimizer } of Object.values(networks)) {
      optimizer.dispose();
      model.params.dispose();
    }
  }
}

function network({ config, before }: RecordedCase, name: "policy" | "critic") {
  const model = gptFromArrays(config, before[name]);
  const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, epsilonForm: "torch", weightDecay: 0 } as const;
  return { model, optimizer: new AdamW(model.params, adam), nonFinite: { total: 0, inARow: 0 } };
}

function ppoConfig({ settings }: RecordedCase): PpoConfig {
  const { cliprange } = settings;
  return PpoConfig.parse({
    ...settings,
    cliprangeValue: cliprange,
    gamma: 1,
    lam: 0.95,
    entropyCoef: 0,
    maxGradNorm: NO_CLIPPING,
    whitenRewards: false,
    whitenAdvantages: true,
  });
}

/** All responses have one length, so every token weighs the same. */
function minibatch(recorded: RecordedCase, rows: readonly number[]) {
  const { of, promptLength } = recorded;
  const length = (recorded.rows[0] ?? []).length - promptLength;
  const flat = (values: Float32Array): Float32Array =>
    Float32Array.from(rows.flatMap((row) => Array.from(values.subarray(row * length, (row + 1) * length))));
  const packed = packRows(
    rows.map((row) => recorded.rows[row] ?? []),
    recorded.config.nCtx,
  );
  return {
    rows: packed,
    at: responseIndex(packed, queryLengths(recorded, rows.length)),
    oldLogprobs: flat(of("logprobs")),
    oldValues: flat(of("values")),
    advantages: flat(of("advantages")),
    returns: flat(of("returns")),
    weights: new Float32Array(rows.length * length).fill(1 / (rows.length * length)),
  };
}

const queryLengths = ({ promptLength }: RecordedCase, rows: number): number[] =>
  Array.from({ length: rows }, () => promptLength);
