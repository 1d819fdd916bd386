import type { Series } from "./run-detail";

export type Place = { step: number; kl: number; score: number };

/** The run's path through score and KL, in the order of its steps; `marked`: the steps that have a checkpoint. */
export function frontierPoints(
  series: readonly Series[],
  checkpointSteps: readonly number[],
): { path: Place[]; marked: Place[] } {
  const of = (key: string) => series.find((one) => one.key === key);
  const [scores, kl] = [of("objective/scores"), of("objective/kl")];
  const klAt = new Map(kl?.step.map((step, i) => [step, kl.last[i] ?? NaN]));
  const path = (scores?.step ?? []).flatMap((step, i): Place[] => {
    const place = { step, kl: klAt.get(step) ?? NaN, score: scores?.last[i] ?? NaN };
    return Number.isFinite(place.kl) && Number.isFinite(place.score) ? [place] : [];
  });
  const kept = new Set(checkpointSteps);
  return { path, marked: path.filter(({ step }) => kept.has(step)) };
}
