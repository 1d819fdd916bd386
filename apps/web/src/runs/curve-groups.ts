import { METRICS } from "@rlhf/domain";
import type { Series } from "./run-detail";

const STORY = ["objective/scores", "objective/kl", "policy/entropy_avg", "tokens/responses_len_mean"];
const STORY_OF_OTHERS = ["train/loss", "eval/nats_per_token", "reward/loss", "reward/accuracy"];
const NAMES: Record<string, string> = {
  "objective/scores": "Score",
  "objective/kl": "KL",
  "policy/entropy_avg": "Entropy",
  "tokens/responses_len_mean": "Answer length",
};

export const nameOf = (key: string): string => NAMES[key] ?? key;
export const aboutOf = (key: string): string => (key in METRICS ? METRICS[key as keyof typeof METRICS].about : key);

/** The curves that tell the story first, then all others in their namespaces. */
export function curveGroups(series: readonly Series[]): { title: string; series: Series[] }[] {
  const story = [...STORY, ...STORY_OF_OTHERS].flatMap((key) => series.find((s) => s.key === key) ?? []);
  const rest = series.filter((s) => !story.includes(s));
  const spaces = [...new Set(rest.map((s) => spaceOf(s.key)))];
  const groups = spaces.map((space) => ({ title: space, series: rest.filter((s) => spaceOf(s.key) === space) }));
  return [{ title: "The story", series: story }, ...groups].filter((group) => group.series.length > 0);
}

const spaceOf = (key: string): string => (key.includes("/") ? (key.split("/")[0] ?? key) : "progress");

export type XAxis = "step" | "time" | "kl";

/** A curve over another axis: seconds since the start, or the KL of the same step; points without one are left out. */
export function over(series: Series, axis: XAxis, kl: Series | undefined) {
  const { step, last, min, max, wallMs } = series;
  const klAt = new Map(kl?.step.map((s, i) => [s, kl.last[i] ?? NaN]));
  const xOf = (i: number): number => {
    const at = step[i] ?? NaN;
    if (axis === "step") return at;
    return axis === "time" ? (wallMs[i] ?? NaN) / 1000 : (klAt.get(at) ?? NaN);
  };
  const order = step.map((_, i) => ({ i, x: xOf(i) })).filter(({ x }) => Number.isFinite(x));
  if (axis === "kl") order.sort((a, b) => a.x - b.x); // a chart's x must rise; KL does not
  const pick = (values: readonly number[]) => order.map(({ i }) => values[i] ?? NaN);
  return { x: order.map(({ x }) => x), last: pick(last), min: pick(min), max: pick(max) };
}
