/** A metric's key, unit and the direction that is better. Keys are TRL's where TRL has one, so that curves overlay published runs. */
export type MetricInfo = { unit: string; better: "higher" | "lower" | "neither"; about: string };

export const METRICS = {
  "train/loss": { unit: "nats per token", better: "lower", about: "training loss of the step" },
  "train/tokens": { unit: "tokens", better: "neither", about: "tokens seen so far" },
  "train/grad_norm": { unit: "norm", better: "neither", about: "global gradient norm before clipping" },
  "eval/nats_per_token": { unit: "nats per token", better: "lower", about: "held-out loss per response token" },
  lr: { unit: "rate", better: "neither", about: "learning rate of the step" },
  episode: { unit: "episodes", better: "neither", about: "episodes so far" },
  eps: { unit: "episodes/s", better: "higher", about: "episodes per second" },
  "reward/loss": { unit: "nats per pair", better: "lower", about: "Bradley–Terry loss of the step" },
  "reward/accuracy": { unit: "rate", better: "higher", about: "share of pairs ordered as labelled" },
  "reward/margin": { unit: "reward", better: "higher", about: "mean score of chosen minus rejected" },
  "objective/kl": {
    unit: "nats per response",
    better: "lower",
    about: "k1 summed over valid tokens, mean over responses",
  },
  "objective/kl_k2": { unit: "nats per response", better: "lower", about: "k2 estimate of the KL to the reference" },
  "objective/kl_k3": { unit: "nats per response", better: "lower", about: "k3 estimate of the KL to the reference" },
  "objective/kl_full": { unit: "nats per response", better: "lower", about: "exact KL summed over the visited states" },
  "objective/kl_coef": { unit: "coefficient", better: "neither", about: "β, weight of the KL penalty" },
  "objective/entropy": { unit: "nats per response", better: "neither", about: "sampled entropy: mean sum of -logprob" },
  "objective/non_score_reward": { unit: "reward", better: "neither", about: "mean summed KL penalty" },
  "objective/rlhf_reward": { unit: "reward", better: "higher", about: "score plus KL penalty, mean over responses" },
  "objective/scores": { unit: "reward", better: "higher", about: "mean score of the responses" },
  "policy/approxkl_avg": { unit: "nats per token", better: "neither", about: "½ mean squared log-ratio over updates" },
  "policy/clipfrac_avg": { unit: "rate", better: "neither", about: "share of tokens whose ratio was clipped" },
  "policy/entropy_avg": { unit: "nats per token", better: "neither", about: "mean analytic entropy of the policy" },
  "loss/policy_avg": { unit: "loss", better: "neither", about: "clipped surrogate, mean over updates" },
  "loss/value_avg": { unit: "reward²", better: "lower", about: "clipped value loss, mean over updates" },
  "val/clipfrac_avg": { unit: "rate", better: "neither", about: "share of values clipped" },
  "val/ratio": { unit: "ratio", better: "neither", about: "mean probability ratio over updates" },
  "val/ratio_var": { unit: "ratio²", better: "neither", about: "variance of the minibatch mean ratios" },
  "val/num_eos_tokens": { unit: "tokens", better: "neither", about: "responses that ended by themselves" },
  "val/nonfinite_steps": { unit: "steps", better: "lower", about: "optimiser steps not applied: not finite" },
  "val/explained_variance": { unit: "rate", better: "higher", about: "1 - Var(return - value) / Var(return)" },
  "policy/grad_norm": { unit: "norm", better: "neither", about: "policy gradient norm before clipping" },
  "val/grad_norm": { unit: "norm", better: "neither", about: "critic gradient norm before clipping" },
  "tokens/responses_len_mean": { unit: "tokens", better: "neither", about: "valid response tokens, EOS included" },
  "world/gold": { unit: "gold", better: "higher", about: "mean gold score of the batch (built-in world only)" },
  "world/distinct": { unit: "rate", better: "higher", about: "share of distinct responses" },
} as const satisfies Record<string, MetricInfo>;

export type MetricKey = keyof typeof METRICS;
export type MetricValues = Partial<Record<MetricKey, number>>;
