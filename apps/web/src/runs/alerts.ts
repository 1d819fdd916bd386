import type { Series } from "./run-detail";
import { settingOf } from "./settings";

export type Alert = { key: string; step: number; level: "error" | "warning"; text: string };

const KL_TIMES_TARGET = 2;
/** Without a target: against the median of the steps before. */
const KL_TIMES_MEDIAN = 4;
const KL_AT_LEAST = 3; // nats: below it a blow-up is none
const LOOK_BACK = 20;
/** Mean length over its limit: nearly every answer is cut off. */
const LENGTH_SHARE = 0.98;

/** What a person should look at: the first step of each trouble, in the order of the steps. */
export function alertsOf(series: readonly Series[], config: Readonly<Record<string, unknown>>): Alert[] {
  const of = (key: string) => series.find((one) => one.key === key);
  return [
    ...series.flatMap(notFinite),
    ...stepsLeftOut(of("val/nonfinite_steps")),
    ...klBlowUp(of("objective/kl"), settingOf(config, "ppo.klController") === "fixed" ? null : targetOf(config)),
    ...lengthExplosion(of("tokens/responses_len_mean"), settingOf(config, "ppo.responseLength")),
  ].sort((a, b) => a.step - b.step);
}

const targetOf = (config: Readonly<Record<string, unknown>>): number | null => {
  const target = settingOf(config, "ppo.klTarget");
  return typeof target === "number" ? target : null;
};

const first = (series: Series, is: (i: number) => boolean): number | null => {
  const at = series.step.findIndex((_, i) => is(i));
  return at < 0 ? null : (series.step[at] ?? null);
};

function notFinite(series: Series): Alert[] {
  const finite = (values: readonly number[], i: number) => Number.isFinite(values[i]);
  const step = first(series, (i) => ![series.last, series.min, series.max].every((values) => finite(values, i)));
  const text = `${series.key} is not a finite number`;
  return step === null ? [] : [{ key: series.key, step, level: "error", text }];
}

function stepsLeftOut(series: Series | undefined): Alert[] {
  const step = series ? first(series, (i) => (series.max[i] ?? 0) > 0) : null;
  const text = "an optimiser step was not applied: its gradient was not finite";
  return step === null ? [] : [{ key: "val/nonfinite_steps", step, level: "warning", text }];
}

function klBlowUp(series: Series | undefined, target: number | null): Alert[] {
  if (!series) return [];
  const limitAt = (i: number) => {
    if (target !== null) return KL_TIMES_TARGET * target;
    const before = series.last.slice(Math.max(0, i - LOOK_BACK), i).sort((a, b) => a - b);
    return KL_TIMES_MEDIAN * (before[before.length >> 1] ?? Infinity);
  };
  const step = first(series, (i) => (series.max[i] ?? 0) > Math.max(KL_AT_LEAST, limitAt(i)));
  const text = target === null ? "KL jumped far above the steps before" : `KL is over twice its target of ${target}`;
  return step === null ? [] : [{ key: series.key, step, level: "warning", text }];
}

function lengthExplosion(series: Series | undefined, limit: unknown): Alert[] {
  if (!series || typeof limit !== "number") return [];
  const step = first(series, (i) => (series.last[i] ?? 0) >= LENGTH_SHARE * limit);
  const text = `answers are as long as they may be (${limit} tokens): most are cut off`;
  return step === null ? [] : [{ key: series.key, step, level: "warning", text }];
}
