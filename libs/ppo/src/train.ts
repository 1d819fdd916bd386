// PPO for language models, top to bottom as the algorithm box: roll out, judge, update for some epochs, move β.
import { ConfigError, type MetricValues, type PpoConfig, type Precision } from "@rlhf/domain";
import type { Gpt } from "@rlhf/gpt";
import { AdamW, batchInvariant, countLeftOut, finiteMetrics, warmupDecay, type TrainerState } from "@rlhf/tensor";
import { judgeRollout, type Experience, type OnPpoPhase, type ScoreFn } from "./experience";
import { nextKlCoef, stopsEarly } from "./kl-controller";
import { rolloutMetrics, updateMetrics, type UpdateRecord } from "./metrics";
import { minibatchParts, minibatchRows } from "./minibatches";
import { probeRows, type ProbeRow } from "./probe";
import { rolloutFault } from "./rollout-fault";
import { collectRollout, type Models, type Tokens } from "./rollout";
import { loadNetworks, networkState } from "./networks-state";
import { updateOnMinibatch, type Network, type Networks } from "./update";

export type PpoTrainer = {
  readonly stepIndex: number;
  step(): Promise<MetricValues>;
  probe(queries: readonly Tokens[]): Promise<ProbeRow[]>;
  state(): Promise<TrainerState>;
  load(state: TrainerState): void;
  dispose(): void;
};

export type PpoOptions = {
  policy: Gpt;
  reference: Gpt;
  /** A Gpt with a `value_head`; null when config.critic is "shared": then the policy carries the `value_head`. */
  critic: Gpt | null;
  config: PpoConfig;
  seed: number;
  eosId: number | null;
  precision: Precision;
  samplePrompts: (step: number) => readonly Tokens[];
  scoreFn: ScoreFn;
  onPhase?: OnPpoPhase;
};

/** Largest |ratio − 1| of the first minibatch: rounding of one forward in another batch layout; none on a batch-invariant backend. */
const RATIO_TOLERANCE: Record<Precision, number> = { float32: 1e-5, bfloat16: 2e-2 };
const ratioTolerance = (precision: Precision): number => (batchInvariant() ? 0 : RATIO_TOLERANCE[precision]);

/**
 * Files of the state: `model`, `optimizer` and, with a separate critic, `critic`, `critic_optimizer`. Policy and critic are
 * trained in place; all models stay the caller's. `samplePrompts` must be a pure function of the step.
 */
export function createPpoTrainer(options: PpoOptions): PpoTrainer {
  const { policy, reference, config, seed, eosId, scoreFn, onPhase } = options;
  const networks = openNetworks(options);
  const models: Models = { policy, reference, critic: networks.critic?.model ?? policy };
  const counters = { step: 0, episodes: 0, klCoef: config.klCoef };

  async function step(): Promise<MetricValues> {
    const { step, klCoef } = counters;
    const queries = options.samplePrompts(step);
    const rollout = await collectRollout(models, queries, { config, eosId, seed, purpose: "ppo.rollout", step });
    const experience = await judgeRollout(rollout, { scoreFn, klCoef, config, onPhase });
    const fault = rolloutFault(experience);
    if (fault !== null) countLeftOut((networks.critic ?? networks.policy).nonFinite, fault);
    const updates = fault === null ? await runEpochs(experience, { networks, options, step }) : [];
    const metrics = { ...rolloutMetrics({ ...experience, klCoef }), ...updateMetrics(updates) };
    const measured = { kl: metrics["objective/kl"] ?? 0, episodes: queries.length };
    if (fault === null) counters.klCoef = nextKlCoef(klCoef, measured, config);
    counters.episodes += queries.length;
    counters.step += 1;
    return finiteMetrics({
      ...metrics,
      lr: rateAt(config.lr, config, step),
      episode: counters.episodes,
      "val/nonfinite_steps": stepsNotApplied(networks),
    });
  }

  async function probe(queries: readonly Tokens[]): Promise<ProbeRow[]> {
    const { step, klCoef } = counters;
    const rollout = await collectRollout(models, queries, { config, eosId, seed, purpose: "ppo.probe", step });
    return probeRows(await judgeRollout(rollout, { scoreFn, klCoef, config }));
  }

  return {
    get stepIndex() {
      return counters.step;
    },
    step,
    probe,
    state: () => networkState(networks, counters),
    load: (saved) => Object.assign(counters, loadNetworks(networks, saved)),
    dispose: () => closeNetworks(networks),
  };
}

type Pass = { networks: Networks; options: PpoOptions; step: number };

async function runEpochs(experience: Experience, pass: Pass): Promise<UpdateRecord[]> {
  const { config } = pass.options;
  const updates: UpdateRecord[] = [];
  for (let epoch = 0; epoch < config.noptepochs; epoch++) {
    const records = await runEpoch(experience, { ...pass, epoch });
    updates.push(...records);
    if (stopsEarly(policyKl(records, experience.queries.length), config)) break;
  }
  return updates;
}

async function runEpoch(experience: Experience, pass: Pass & { epoch: number }): Promise<UpdateRecord[]> {
  const { networks, options, step, epoch } = pass;
  const { config, seed, precision, onPhase } = options;
  const batch = { batchSize: experience.queries.length, nminibatches: config.nminibatches };
  const { nCtx } = networks.policy.model.config;
  const records: UpdateRecord[] = [];
  for (const rows of minibatchRows(batch, { seed, step, epoch })) {
    const record = await updateOnMinibatch(networks, minibatchParts(experience, rows, { ...config, nCtx }), {
      config,
      lr: rateAt(config.lr, config, step),
      criticLr: rateAt(config.criticLr, config, step),
      trainPolicy: step >= config.criticWarmupSteps,
      onPhase,
      ratioTolerance: epoch === 0 && records.length === 0 ? ratioTolerance(precision) : null,
    });
    records.push(record);
  }
  return records;
}

/** @throws ConfigError if the models do not fit config.critic. */
function openNetworks({ policy, critic, config }: PpoOptions): Networks {
  const shared = config.critic === "shared";
  const valueModel = shared ? policy : critic;
  if (!valueModel?.params.has("value_head.weight") || (shared && critic !== null)) {
    throw new ConfigError(
      `ppo.critic=${config.critic}: expected ${shared ? "a policy with a value_head and critic null" : "a critic with a value_head"}`,
    );
  }
  if (shared && config.criticWarmupSteps > 0) {
    throw new ConfigError(
      `ppo.criticWarmupSteps=${config.criticWarmupSteps}: expected 0 with ppo.critic=shared, whose trunk is the policy's`,
    );
  }
  return { policy: openNetwork(policy, config), critic: critic && openNetwork(critic, config) };
}

function openNetwork(model: Gpt, config: PpoConfig): Network {
  const optimizer = new AdamW(model.params, { ...config, epsilon: config.adamEpsilon, weightDecay: 0 });
  return { model: { ...model, recompute: config.recompute }, optimizer, nonFinite: { total: 0, inARow: 0 } };
}

function stepsNotApplied({ policy, critic }: Networks): number {
  return policy.nonFinite.total + (critic?.nonFinite.total ?? 0);
}

function closeNetworks({ policy, critic }: Networks): void {
  policy.optimizer.dispose();
  critic?.optimizer.dispose();
}

function rateAt(lr: number, { lrSchedule, steps }: PpoConfig, step: number): number {
  return warmupDecay({ schedule: lrSchedule, lr, warmupSteps: 0, minLrRatio: 0, totalSteps: steps }, step);
}

/** How far the policy moved from the rollout policy during one epoch: mean over responses of Σ (old − new logprob), nats. */
function policyKl(records: readonly UpdateRecord[], responses: number): number {
  return records.reduce((sum, r) => sum + (r.policy?.policyKlSum ?? 0), 0) / Math.max(1, responses);
}
