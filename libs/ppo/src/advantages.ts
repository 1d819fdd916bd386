// Shapes: B responses, M response tokens laid end to end; offsets [B + 1] says where each response starts.
import { ShapeError, type PpoConfig } from "@rlhf/domain";
import { gae, whiten } from "@rlhf/tensor";

/**
 * Reward of each token: −β · KL everywhere, and the score on the last valid token of each response. An empty response has
 * no token to carry its score. kl: [M] nats. scores: [B]. Returns [M], reward units.
 * @throws ShapeError if offsets do not fit kl and scores.
 * @source Ziegler 2019 eq. 2; algorithms.md 2.3
 */
export function tokenRewards(
  scores: Float32Array,
  kl: Float32Array,
  { offsets, klCoef }: { offsets: Int32Array; klCoef: number },
): Float32Array {
  assertOffsets(offsets, { responses: scores.length, tokens: kl.length });
  const rewards = kl.map((nats) => -klCoef * nats);
  forEachResponse(offsets, (start, end, i) => {
    if (end > start) rewards[end - 1] = (rewards[end - 1] ?? 0) + (scores[i] ?? 0);
  });
  return rewards;
}

/**
 * Advantages (whitened over the whole batch if asked) and returns (always from unwhitened advantages) of one rollout.
 * rewards, values: [M], reward units. Returns [M] each; `raw` is the advantage before whitening.
 * @throws ShapeError if lengths differ.
 * @source Schulman 2016 eq. 16 (arXiv:1506.02438); algorithms.md 2.4, 2.5, 8
 */
export function computeAdvantages(
  rewards: Float32Array,
  values: Float32Array,
  {
    offsets,
    gamma,
    lam,
    whitenRewards,
    whitenAdvantages,
  }: { offsets: Int32Array } & Pick<PpoConfig, "gamma" | "lam" | "whitenRewards" | "whitenAdvantages">,
): { advantages: Float32Array; returns: Float32Array; raw: Float32Array } {
  const scaled = whitenRewards ? whiten(rewards, { shiftMean: false }) : rewards;
  const { advantages: raw, returns } = gae({ rewards: scaled, values, rowOffsets: offsets, gamma, lam });
  return { advantages: whitenAdvantages ? whiten(raw, { shiftMean: true }) : raw, returns, raw };
}

/** Calls f with the half-open range of each response in the flat arrays. */
export function forEachResponse(offsets: Int32Array, f: (start: number, end: number, response: number) => void): void {
  for (let i = 0; i + 1 < offsets.length; i++) f(offsets[i] ?? 0, offsets[i + 1] ?? 0, i);
}

function assertOffsets(offsets: Int32Array, { responses, tokens }: { responses: number; tokens: number }): void {
  const last = offsets.at(-1);
  if (offsets.length === responses + 1 && last === tokens) return;
  throw new ShapeError(
    `offsets: expected ${responses + 1} ending in ${tokens}, got ${offsets.length} ending in ${last}; ` +
      "one offset per response and the number of tokens",
  );
}
