// From judgments to a verdict: win rate with its interval, the always-valid one, and what may be said.
import { bettingSequence, seededUniform, verdict, winRate } from "@rlhf/stats";

const uniform = seededUniform(3);
// 300 judgments on 100 prompts; the candidate wins about 60 % of them, some prompts suit it better than others.
const judgments = Array.from({ length: 300 }, (_, i) => {
  const cluster = i % 100;
  const chance = 0.6 + 0.2 * Math.sin(cluster);
  return { cluster, outcome: uniform() < 0.1 ? 0.5 : uniform() < chance ? 1 : 0 } as const;
});

const { rate, interval, prompts } = winRate(judgments, { uniform });
const always = bettingSequence(judgments.map((j) => j.outcome)).interval;
const show = ([low, high]: [number, number]) => `[${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
console.log(`candidate preferred in ${(100 * rate).toFixed(1)} % of pairs ${show(interval)} on ${prompts} prompts`);
console.log(`always valid, look as often as you like: ${show(always)}`);
console.log(`verdict: ${verdict(always, { rope: 0.02 })}`);
