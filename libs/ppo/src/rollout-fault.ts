import type { Experience } from "./experience";

/** What of a rollout is not finite, in words, causes before what follows from them; null when everything is. */
export function rolloutFault(experience: Experience): string | null {
  const { logprobs, refLogprobs, values, scores, kl, rewards, advantages, returns } = experience;
  return (
    faultIn("log-probs of the policy", logprobs) ??
    faultIn("log-probs of the reference", refLogprobs) ??
    faultIn("values of the critic", values) ??
    faultIn("scores of scoreFn", scores) ??
    faultIn("KL", kl) ??
    faultIn("rewards", rewards) ??
    faultIn("advantages", advantages) ??
    faultIn("returns", returns)
  );
}

function faultIn(what: string, numbers: Float32Array): string | null {
  const bad = numbers.findIndex((x) => !Number.isFinite(x));
  return bad < 0 ? null : `expected finite ${what}, got ${numbers[bad]} at place ${bad} of ${numbers.length}`;
}
