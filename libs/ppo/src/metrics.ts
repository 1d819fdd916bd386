// Shapes: B responses, M response tokens of a rollout, m of a minibatch, laid end to end. No padding exists here, so no
// mean is ever diluted by it (TRL fills pads with logprob 1 and takes unmasked means; its curves differ there).
import type { MetricValues } from "@rlhf/domain";
import { forEachResponse } from "./advantages";
import { sampledKl } from "./kl";

/** What one optimiser step on one minibatch says about the policy; all means over its tokens. */
export type PolicyStats = {
  loss: number;
  approxkl: number;
  clipfrac: number;
  entropy: number;
  ratio: number;
  /** Σ (old logprob − new logprob), nats; the early stop reads it. */
  policyKlSum: number;
};
/** What one optimiser step on one minibatch says about the critic. */
export type ValueStats = { loss: number; clipfrac: number };
/** One minibatch of one epoch; a network that was not trained, or whose step was not finite, has no entry. */
export type UpdateRecord = {
  policy: (PolicyStats & { gradNorm: number }) | null;
  value: (ValueStats & { gradNorm: number }) | null;
};

/**
 * Ratio statistics of a minibatch: approxkl = ½ mean Δ², clipfrac = share of tokens where the clipped branch is the larger
 * loss, ratio = mean exp Δ, with Δ = logprobs − oldLogprobs in nats. All [m].
 * @source lm-human-preferences `train_policy.py`; TRL PPOTrainer; algorithms.md 2.11
 */
export function policyStats(
  { logprobs, entropy, loss }: { logprobs: Float32Array; entropy: Float32Array; loss: number },
  { oldLogprobs, advantages }: { oldLogprobs: Float32Array; advantages: Float32Array },
  { cliprange }: { cliprange: number },
): PolicyStats {
  const sums = { delta: 0, square: 0, clipped: 0, ratio: 0 };
  logprobs.forEach((logprob, i) => {
    const delta = logprob - (oldLogprobs[i] ?? NaN);
    const ratio = Math.exp(delta);
    const advantage = advantages[i] ?? NaN;
    const clippedRatio = Math.max(1 - cliprange, Math.min(1 + cliprange, ratio));
    sums.delta += delta;
    sums.square += delta * delta;
    sums.ratio += ratio;
    if (-advantage * clippedRatio > -advantage * ratio) sums.clipped += 1;
  });
  const m = Math.max(1, logprobs.length);
  return {
    loss,
    approxkl: (0.5 * sums.square) / m,
    clipfrac: sums.clipped / m,
    entropy: mean(entropy),
    ratio: sums.ratio / m,
    policyKlSum: -sums.delta,
  };
}

/** Share of tokens whose clipped value error is the larger one. values, oldValues, returns: [m], reward units. */
export function valueStats(
  { values, loss }: { values: Float32Array; loss: number },
  { oldValues, returns }: { oldValues: Float32Array; returns: Float32Array },
  { cliprangeValue }: { cliprangeValue: number },
): ValueStats {
  let clipped = 0;
  values.forEach((value, i) => {
    const old = oldValues[i] ?? NaN;
    const target = returns[i] ?? NaN;
    const clippedValue = Math.max(old - cliprangeValue, Math.min(old + cliprangeValue, value));
    if ((clippedValue - target) ** 2 > (value - target) ** 2) clipped += 1;
  });
  return { loss, clipfrac: clipped / Math.max(1, values.length) };
}

/** The keys that describe a rollout; kl is the penalised estimate, rewards hold −β kl and the scores. */
export function rolloutMetrics(rollout: {
  responses: readonly (readonly number[])[];
  finished: readonly boolean[];
  offsets: Int32Array; // [B + 1]
  logprobs: Float32Array; // [M]
  refLogprobs: Float32Array; // [M]
  klFull: Float32Array; // [M]
  values: Float32Array; // [M]
  returns: Float32Array; // [M]
  kl: Float32Array; // [M]
  scores: Float32Array; // [B]
  klCoef: number;
}): MetricValues {
  const { offsets, logprobs, refLogprobs, responses } = rollout;
  const perResponse = (tokens: ArrayLike<number>): number => mean(responseSums(tokens, offsets));
  const kl = (estimator: "k1" | "k2" | "k3"): number => perResponse(sampledKl(estimator, logprobs, refLogprobs));
  const penalty = -rollout.klCoef * perResponse(rollout.kl);
  return {
    "objective/kl": kl("k1"),
    "objective/kl_k2": kl("k2"),
    "objective/kl_k3": kl("k3"),
    "objective/kl_full": perResponse(rollout.klFull),
    "objective/kl_coef": rollout.klCoef,
    "objective/entropy": -perResponse(logprobs),
    "objective/non_score_reward": penalty,
    "objective/rlhf_reward": mean(rollout.scores) + penalty,
    "objective/scores": mean(rollout.scores),
    "val/num_eos_tokens": rollout.finished.filter(Boolean).length,
    "val/explained_variance": explainedVariance(rollout.values, rollout.returns),
    "tokens/responses_len_mean": mean(responses.map((tokens) => tokens.length)),
    "world/distinct": new Set(responses.map((tokens) => tokens.join(" "))).size / Math.max(1, responses.length),
  };
}

/** The keys that describe the optimiser steps: means over minibatches and epochs; absent where no step was finite. */
export function updateMetrics(updates: readonly UpdateRecord[]): MetricValues {
  const policy = updates.flatMap((u) => (u.policy ? [u.policy] : []));
  const value = updates.flatMap((u) => (u.value ? [u.value] : []));
  return {
    ...(policy.length > 0 && {
      "policy/approxkl_avg": mean(policy.map((s) => s.approxkl)),
      "policy/clipfrac_avg": mean(policy.map((s) => s.clipfrac)),
      "policy/entropy_avg": mean(policy.map((s) => s.entropy)),
      "policy/grad_norm": mean(policy.map((s) => s.gradNorm)),
      "loss/policy_avg": mean(policy.map((s) => s.loss)),
      "val/ratio": mean(policy.map((s) => s.ratio)),
      "val/ratio_var": sampleVariance(policy.map((s) => s.ratio)),
    }),
    ...(value.length > 0 && {
      "loss/value_avg": mean(value.map((s) => s.loss)),
      "val/clipfrac_avg": mean(value.map((s) => s.clipfrac)),
      "val/grad_norm": mean(value.map((s) => s.gradNorm)),
    }),
  };
}

/** Sum over each response. tokens: [M]. Returns [B]. */
export function responseSums(tokens: ArrayLike<number>, offsets: Int32Array): Float64Array {
  const sums = new Float64Array(offsets.length - 1);
  forEachResponse(offsets, (start, end, i) => {
    for (let t = start; t < end; t++) sums[i] = (sums[i] ?? 0) + (tokens[t] ?? NaN);
  });
  return sums;
}

/** 1 − Var(G − V) / Var(G); 0 when the returns do not vary. @source verl `critic/vf_explained_var` */
function explainedVariance(values: Float32Array, returns: Float32Array): number {
  const variance = populationVariance(returns);
  return variance === 0 ? 0 : 1 - populationVariance(returns.map((g, i) => g - (values[i] ?? NaN))) / variance;
}

function mean(x: ArrayLike<number>): number {
  return total(x, (v) => v) / Math.max(1, x.length);
}

function populationVariance(x: ArrayLike<number>): number {
  const center = mean(x);
  return total(x, (v) => (v - center) ** 2) / Math.max(1, x.length);
}

/** n − 1 in the denominator, as TRL's `val/ratio_var`; 0 for a single value. */
function sampleVariance(x: ArrayLike<number>): number {
  const center = mean(x);
  return x.length < 2 ? 0 : total(x, (v) => (v - center) ** 2) / (x.length - 1);
}

function total(x: ArrayLike<number>, term: (v: number) => number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += term(x[i] ?? NaN);
  return sum;
}
