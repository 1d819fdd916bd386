import type { Series } from "./run-detail";

export const X_AXES = ["step", "time", "tokens", "kl"] as const;
export type XAxis = (typeof X_AXES)[number];
export const X_NAMES: Record<XAxis, string> = { step: "Step", time: "Time", tokens: "Tokens", kl: "KL" };
export const X_TITLES: Record<XAxis, string> = {
  step: "step",
  time: "minutes since the start",
  tokens: "tokens trained on",
  kl: "KL, nats",
};
export const isXAxis = (text: string | null): text is XAxis => X_AXES.some((axis) => axis === text);

/** Where each step stands on the axes that are not steps. */
export type StepPlaces = { tokens: ReadonlyMap<number, number>; kl: ReadonlyMap<number, number> };

/** Tokens are counted by the run, or else (PPO) episodes times the mean length of their answers, step by step. */
export function stepPlaces(series: readonly Series[]): StepPlaces {
  const of = (key: string) => series.find((one) => one.key === key);
  const counted = of("train/tokens");
  return {
    tokens: counted ? valuesAt(counted) : answeredTokens(of("episode"), of("tokens/responses_len_mean")),
    kl: valuesAt(of("objective/kl")),
  };
}

const valuesAt = (series: Series | undefined): Map<number, number> =>
  new Map(series?.step.map((step, i) => [step, series.last[i] ?? NaN]));

function answeredTokens(episodes: Series | undefined, lengths: Series | undefined): Map<number, number> {
  const lengthAt = valuesAt(lengths);
  let [tokens, before] = [0, 0];
  return new Map(
    episodes?.step.map((step, i) => {
      const now = episodes.last[i] ?? before;
      tokens += (now - before) * (lengthAt.get(step) ?? 0);
      before = now;
      return [step, tokens];
    }),
  );
}

/** The axes that this run has figures for. */
export function axesOf(series: readonly Series[], places: StepPlaces): XAxis[] {
  const timed = series.some((one) => one.wallMs.some((ms) => ms !== null));
  return X_AXES.filter(
    (axis) => axis === "step" || (axis === "time" ? timed : [...places[axis].values()].some((v) => v > 0)),
  );
}

/** A curve over an axis, its x rising; points that have no place there are left out. */
export function over(series: Series, axis: XAxis, places: StepPlaces) {
  const { step, last, min, max, wallMs } = series;
  const xOf = (i: number): number => {
    const at = step[i] ?? NaN;
    if (axis === "step") return at;
    return axis === "time" ? (wallMs[i] ?? NaN) / 60_000 : (places[axis].get(at) ?? NaN);
  };
  const order = step.map((_, i) => ({ i, x: xOf(i) })).filter(({ x }) => Number.isFinite(x));
  if (axis !== "step") order.sort((a, b) => a.x - b.x); // KL does not rise with the steps, nor time over a resume
  const pick = (values: readonly number[]) => order.map(({ i }) => values[i] ?? NaN);
  return { steps: pick(step), x: order.map(({ x }) => x), last: pick(last), min: pick(min), max: pick(max) };
}
