// Draws for the tests: simulated judgments with a known truth.
import type { Outcome, Uniform } from "./interval";
import type { PairedJudgment } from "./bradley-terry";

export function outcomeOf(value: number): Outcome {
  return value === 0 ? 0 : value === 1 ? 1 : 0.5;
}

/** Index drawn with the given weights. */
export function drawIndex(weights: readonly number[], uniform: Uniform): number {
  let rest = uniform() * weights.reduce((a, b) => a + b, 0);
  const at = weights.findIndex((weight) => (rest -= weight) < 0);
  return at < 0 ? weights.length - 1 : at;
}

export function drawNormal(uniform: Uniform): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

export type PairedTruth = { abilities: readonly number[]; nu: number; gamma: number; promptSd?: number };

/** Davidson judgments of random pairs; `promptSd` makes judgments of one prompt depend on each other. */
export function drawPairedJudgments(
  { abilities, nu, gamma, promptSd = 0 }: PairedTruth,
  { count, prompts, uniform }: { count: number; prompts: number; uniform: Uniform },
): PairedJudgment[] {
  const items = abilities.length;
  const tilt = Array.from({ length: prompts * items }, () => (promptSd === 0 ? 0 : promptSd * drawNormal(uniform)));
  return Array.from({ length: count }, (_, k) => {
    const prompt = k % prompts;
    const left = Math.floor(uniform() * items);
    const right = (left + 1 + Math.floor(uniform() * (items - 1))) % items;
    const strength = (item: number): number => (abilities[item] ?? 0) + (tilt[prompt * items + item] ?? 0);
    const d = strength(left) - strength(right) + gamma;
    const outcome = outcomeOf(drawIndex([Math.exp(-d / 2), nu, Math.exp(d / 2)], uniform) / 2);
    return { left: `p${left}`, right: `p${right}`, outcome, cluster: prompt };
  });
}

/** Share of runs that hit, printed, and how far it lies from `wanted` in its standard errors. */
export function coverageOf(
  name: string,
  hits: number,
  { runs, wanted = 0.95 }: { runs: number; wanted?: number },
): number {
  const error = Math.sqrt((wanted * (1 - wanted)) / runs);
  const distance = (hits / runs - wanted) / error;
  console.log(
    `${name}: ${((100 * hits) / runs).toFixed(2)} % of ${runs} (${distance.toFixed(1)} errors from ${wanted})`,
  );
  return distance;
}

export function holds([low, high]: readonly [number, number], truth: number): number {
  return low <= truth && truth <= high ? 1 : 0;
}
