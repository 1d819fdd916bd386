// Shapes: m response tokens of one part of a minibatch, laid end to end.
import { BackendError, type PpoConfig } from "@rlhf/domain";
import { forward, scalars, type Gpt } from "@rlhf/gpt";
import {
  accumulateGrads,
  applyFinite,
  lossAndGrads,
  tf,
  type AdamW,
  type Grads,
  type NonFiniteCount,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@rlhf/tensor";
import type { OnPpoPhase } from "./experience";
import { entropyLoss, policyLoss, valueLoss } from "./loss";
import { policyStats, valueStats, type UpdateRecord } from "./metrics";
import type { MinibatchPart } from "./minibatches";
import { concat, logprobsOf, takeValues } from "./rollout";

/** A network with its own optimiser, gradient clip and count of steps not applied. */
export type Network = { model: Gpt; optimizer: AdamW; nonFinite: NonFiniteCount };
/** The critic is null when the policy's network carries the value head. */
export type Networks = { policy: Network; critic: Network | null };

export type UpdateSettings = {
  config: PpoConfig;
  lr: number;
  criticLr: number;
  /** False during critic warm-up. */
  trainPolicy: boolean;
  /** Largest |ratio − 1| allowed, on the first minibatch of a rollout; null on all others. */
  ratioTolerance: number | null;
  onPhase?: OnPpoPhase | undefined;
};

type PartLoss = { loss: Scalar; aux: Record<string, Tensor> };

/** One optimiser step of each network on one minibatch. */
export async function updateOnMinibatch(
  { policy, critic }: Networks,
  parts: readonly MinibatchPart[],
  settings: UpdateSettings,
): Promise<UpdateRecord> {
  const { config, lr, criticLr } = settings;
  await settings.onPhase?.("minibatch");
  if (critic === null) {
    const both = (part: MinibatchPart): PartLoss => sharedPart(policy.model, part, config);
    return await updateNetwork(policy, parts, { ...settings, lr, partLoss: both });
  }
  const record: UpdateRecord = { policy: null, value: null };
  if (settings.trainPolicy) {
    const partLoss = (part: MinibatchPart): PartLoss => policyPart(policy.model, part, config);
    record.policy = (await updateNetwork(policy, parts, { ...settings, lr, partLoss })).policy;
  }
  const partLoss = (part: MinibatchPart): PartLoss => valuePart(critic.model, part, config);
  record.value = (await updateNetwork(critic, parts, { ...settings, lr: criticLr, partLoss })).value;
  return record;
}

type NetworkUpdate = Pick<UpdateSettings, "config" | "lr" | "ratioTolerance" | "onPhase"> & {
  partLoss: (part: MinibatchPart) => PartLoss;
};

async function updateNetwork(
  network: Network,
  parts: readonly MinibatchPart[],
  { config, lr, ratioTolerance, partLoss, onPhase }: NetworkUpdate,
): Promise<UpdateRecord> {
  const { model, nonFinite } = network;
  const { loss, grads, outputs } = await sumOverParts(model, parts, partLoss);
  const logprobs = outputs.get("logprobs");
  const oldLogprobs = concat(parts.map((part) => part.oldLogprobs));
  if (logprobs && ratioTolerance !== null) assertOnPolicy(logprobs, oldLogprobs, { grads, tolerance: ratioTolerance });
  const skipped = nonFinite.total;
  // The ratio is clamped before it reaches the loss: an infinite log-prob would leave that finite, and be learned from.
  const known = [...outputs.values()].every((values) => values.every(Number.isFinite)) ? loss : NaN;
  const gradNorm = await applyFinite({ ...network, loss: known, grads, lr, maxGradNorm: config.maxGradNorm });
  await onPhase?.("optimiser-step");
  if (nonFinite.total > skipped) return { policy: null, value: null };
  return recordOf(outputs, parts, { config, gradNorm });
}

/** Loss, gradients and the outputs of all parts, in their order. */
async function sumOverParts(
  model: Gpt,
  parts: readonly MinibatchPart[],
  partLoss: (part: MinibatchPart) => PartLoss,
): Promise<{ loss: number; grads: Grads; outputs: ReadonlyMap<string, Float32Array> }> {
  let grads: Grads | null = null;
  let loss = 0;
  const outputs = new Map<string, Float32Array>();
  for (const part of parts) {
    const result = lossAndGrads(model.params, () => partLoss(part));
    grads = accumulateGrads(grads, result.grads);
    loss += (await takeValues(result.loss))[0] ?? NaN;
    for (const [name, tensor] of Object.entries(result.aux)) {
      outputs.set(name, concat([outputs.get(name) ?? new Float32Array(), await takeValues(tensor)]));
    }
  }
  return { loss, grads: grads ?? {}, outputs };
}

const policyPart = (model: Gpt, part: MinibatchPart, config: PpoConfig): PartLoss =>
  policyTerm(model, { hidden: hiddenOf(model, part), part }, config);

const valuePart = (model: Gpt, part: MinibatchPart, config: PpoConfig): PartLoss =>
  valueTerm(model, { hidden: hiddenOf(model, part), part }, config);

/** Both losses on one trunk. */
function sharedPart(model: Gpt, part: MinibatchPart, config: PpoConfig): PartLoss {
  const hidden = hiddenOf(model, part);
  const policy = policyTerm(model, { hidden, part }, config);
  const value = valueTerm(model, { hidden, part }, config);
  return { loss: policy.loss.add(value.loss), aux: { ...policy.aux, ...value.aux } };
}

/** Hidden states before each response token, [m, C]. */
const hiddenOf = (model: Gpt, { rows, at }: MinibatchPart): Tensor2D => forward(model, rows, at.index);

type Forward = { hidden: Tensor2D; part: MinibatchPart };

/** Clipped surrogate less the entropy bonus. */
function policyTerm(model: Gpt, { hidden, part }: Forward, config: PpoConfig): PartLoss {
  const { targets } = part.at;
  const { logprobs, entropy } = logprobsOf(model, hidden, { targets, temperature: config.temperature }); // [m]
  const oldLogprobs = tf.tensor1d(part.oldLogprobs);
  const advantages = tf.tensor1d(part.advantages);
  const weights = tf.tensor1d(part.weights);
  const surrogate = policyLoss(logprobs, { oldLogprobs, advantages, weights }, config);
  const aux = { logprobs, entropy, policyLoss: surrogate };
  if (config.entropyCoef === 0) return { loss: surrogate, aux };
  return { loss: surrogate.add(entropyLoss(entropy, { weights }).mul(config.entropyCoef)), aux };
}

/** vfCoef times the clipped value loss. */
function valueTerm(model: Gpt, { hidden, part }: Forward, config: PpoConfig): PartLoss {
  const values = scalars(model, "value_head", hidden); // [m]
  const oldValues = tf.tensor1d(part.oldValues);
  const returns = tf.tensor1d(part.returns);
  const weights = tf.tensor1d(part.weights);
  const loss = valueLoss(values, { oldValues, returns, weights }, config);
  return { loss: loss.mul(config.vfCoef), aux: { values, valueLoss: loss } };
}

/** @throws BackendError if the first minibatch of a rollout does not reproduce the log-probs it was recorded with. */
function assertOnPolicy(
  logprobs: Float32Array,
  oldLogprobs: Float32Array,
  { grads, tolerance }: { grads: Grads; tolerance: number },
): void {
  const worst = logprobs.reduce((w, x, i) => Math.max(w, Math.abs(Math.exp(x - (oldLogprobs[i] ?? NaN)) - 1)), 0);
  if (!(worst > tolerance) || !logprobs.every(Number.isFinite)) return; // NaN, Inf: the count of steps left out
  tf.dispose(grads);
  throw new BackendError(
    `first minibatch: expected |ratio - 1| <= ${tolerance}, got ${worst}; the rollout and the training forward differ, ` +
      "run `rlhf doctor` or choose another backend",
  );
}

/** Sums over parts of the scalar losses, statistics over the tokens of the whole minibatch. */
function recordOf(
  outputs: ReadonlyMap<string, Float32Array>,
  parts: readonly MinibatchPart[],
  { config, gradNorm }: { config: PpoConfig; gradNorm: number },
): UpdateRecord {
  const of = (key: "oldLogprobs" | "oldValues" | "advantages" | "returns"): Float32Array =>
    concat(parts.map((part) => part[key]));
  const sum = (x: Float32Array): number => x.reduce((a, b) => a + b, 0);
  const [logprobs, entropy, surrogate] = ["logprobs", "entropy", "policyLoss"].map((key) => outputs.get(key));
  const [values, valueLosses] = ["values", "valueLoss"].map((key) => outputs.get(key));
  const old = { oldLogprobs: of("oldLogprobs"), advantages: of("advantages") };
  const target = { oldValues: of("oldValues"), returns: of("returns") };
  const policy =
    logprobs && entropy && surrogate
      ? { ...policyStats({ logprobs, entropy, loss: sum(surrogate) }, old, config), gradNorm }
      : null;
  const value =
    values && valueLosses ? { ...valueStats({ values, loss: sum(valueLosses) }, target, config), gradNorm } : null;
  return { policy, value };
}
