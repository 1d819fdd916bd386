import type { Experience } from "./experience";

/** One probe prompt's response with its statistics, one number per response token (EOS included); advantages unwhitened. */
export type ProbeRow = {
  query: number[];
  response: number[];
  finished: boolean;
  score: number;
  logprobs: number[];
  refLogprobs: number[];
  kl: number[];
  values: number[];
  rewards: number[];
  advantages: number[];
  entropy: number[];
};

/** Cuts the flat arrays into one record per response, ready to be stored. `kl` is the penalised estimate in nats. */
export function probeRows(experience: Experience): ProbeRow[] {
  const { queries, responses, finished, scores, offsets } = experience;
  return responses.map((response, i) => {
    const tokens = (flat: Float32Array): number[] => [...flat.subarray(offsets[i], offsets[i + 1])];
    return {
      query: [...(queries[i] ?? [])],
      response: [...response],
      finished: finished[i] ?? false,
      score: scores[i] ?? NaN,
      logprobs: tokens(experience.logprobs),
      refLogprobs: tokens(experience.refLogprobs),
      kl: tokens(experience.kl),
      values: tokens(experience.values),
      rewards: tokens(experience.rewards),
      advantages: tokens(experience.rawAdvantages),
      entropy: tokens(experience.entropy),
    };
  });
}
