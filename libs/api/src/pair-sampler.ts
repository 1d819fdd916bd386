import type { Uniform } from "@rlhf/stats";
import { z } from "zod";

export const Sampler = z.enum(["uniform_pairs", "against_first", "least_certain"]);
export type Sampler = z.infer<typeof Sampler>;

/** Two answers to one prompt, and which policy versions wrote them. */
export type AnswerPair = { promptId: string; generationIds: [string, string]; versions: [string, string] };
export type DrawnPair = AnswerPair & { propensity: number };
/** Judgments between two versions so far; `score`: wins of the first of them, ties half. */
type Met = { pvI: string; pvJ: string; score: number; n: number };

/**
 * How much a pair of versions is worth judging, at least 0.
 * `least_certain` is by how much one more judgment narrows its win rate, √(v/n) − √(v/(n+1)), with one win and one loss
 * added to what is known, so that a pair that never met counts most.
 * @source labeling.md 6.10 (Chatbot Arena)
 */
export function pairWeight(sampler: Sampler, [one, two]: [string, string], of: { first: string; met: readonly Met[] }) {
  if (sampler === "uniform_pairs") return 1;
  if (sampler === "against_first") return one === of.first || two === of.first ? 1 : 0;
  let [wins, n] = [1, 2];
  for (const { pvI, pvJ, ...seen } of of.met) {
    if ((pvI !== one || pvJ !== two) && (pvI !== two || pvJ !== one)) continue;
    wins += pvI === one ? seen.score : seen.n - seen.score;
    n += seen.n;
  }
  const variance = (wins / n) * (1 - wins / n);
  return Math.sqrt(variance / n) - Math.sqrt(variance / (n + 1));
}

/**
 * Round by round one pair of every prompt, with the probability that its weight has among the prompt's pairs that are
 * left; which answer is item 0 is random too. Pairs of weight 0 are never drawn.
 */
export function drawPairs(
  prompts: readonly (readonly AnswerPair[])[],
  { most, uniform, weightOf }: { most: number; uniform: Uniform; weightOf: (pair: AnswerPair) => number },
): DrawnPair[] {
  const left = prompts.map((pairs) =>
    pairs.map((pair) => ({ pair, weight: weightOf(pair) })).filter((p) => p.weight > 0),
  );
  const drawn: DrawnPair[] = [];
  while (drawn.length < most && left.some((pairs) => pairs.length > 0))
    for (const pairs of left) {
      if (pairs.length === 0 || drawn.length >= most) continue;
      const total = pairs.reduce((sum, { weight }) => sum + weight, 0);
      const at = placeOf(pairs, uniform() * total);
      const [taken] = pairs.splice(at, 1);
      if (taken) drawn.push({ ...shuffled(taken.pair, uniform), propensity: taken.weight / total });
    }
  return drawn;
}

/** The pair in whose stretch of the line the point lies; the last one when rounding carries it beyond the end. */
function placeOf(pairs: readonly { weight: number }[], point: number): number {
  let end = 0;
  const found = pairs.findIndex(({ weight }) => (end += weight) > point);
  return found < 0 ? pairs.length - 1 : found;
}

function shuffled(pair: AnswerPair, uniform: Uniform): AnswerPair {
  if (uniform() < 0.5) return pair;
  const [one, two] = pair.generationIds;
  const [v, w] = pair.versions;
  return { ...pair, generationIds: [two, one], versions: [w, v] };
}
