import type { PpoConfig } from "@rlhf/domain";

type Controller = Pick<PpoConfig, "klController" | "klTarget" | "klHorizon">;

/** No single step changes β by more than this share of batch / horizon. */
const MAX_ERROR = 0.2;

/**
 * β of the next step: unchanged, or moved in proportion to how far the KL is from its target.
 * kl: mean over responses of the summed k1, nats. episodes: responses of the step.
 * @source Ziegler 2019 §2.2 (arXiv:1909.08593)
 */
export function nextKlCoef(klCoef: number, { kl, episodes }: { kl: number; episodes: number }, c: Controller): number {
  if (c.klController !== "adaptive") return klCoef;
  const error = Math.max(-MAX_ERROR, Math.min(MAX_ERROR, kl / c.klTarget - 1));
  return klCoef * (1 + (error * episodes) / c.klHorizon);
}

/**
 * Whether the remaining epochs of a step are left out: the policy has moved further than klTarget from the rollout policy.
 * policyKl: mean over responses of Σ (old logprob − new logprob) during the epoch just done, nats per response.
 * @source TRL 0.11 (`early_stopping`), whose limit is per token and 1.5 times its target; ours is the target itself
 */
export function stopsEarly(policyKl: number, c: Controller): boolean {
  return c.klController === "earlyStop" && policyKl > c.klTarget;
}
