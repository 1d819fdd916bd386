import type { LiveLine } from "@rlhf/ui";
import { FIRST_KEYS } from "./metric-views";
import type { Series } from "./run-detail";
import { RUN_LOOKS } from "./run-looks";
import { axesOf, over, stepPlaces, X_AXES, type XAxis } from "./x-axis";

export type RunCurves = { runId: string; series: readonly Series[] };

/** What at least two of the runs measured (all of it, when there is one run), those that tell the story first. */
export function sharedKeys(curves: readonly RunCurves[]): string[] {
  const all = curves.flatMap(({ series }) => series.map((one) => one.key));
  const enough = Math.min(2, curves.length);
  const shared = [...new Set(all)].filter((key) => all.filter((one) => one === key).length >= enough);
  const place = (key: string) => (FIRST_KEYS.includes(key) ? FIRST_KEYS.indexOf(key) : FIRST_KEYS.length);
  return shared.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** The axes that every one of the runs has. */
export const sharedAxes = (curves: readonly RunCurves[]): XAxis[] =>
  X_AXES.filter((axis) => curves.every(({ series }) => axesOf(series, stepPlaces(series)).includes(axis)));

/** A line per run that has the figure, each in its run's look. */
export function overlay(
  curves: readonly RunCurves[],
  { key, axis, names }: { key: string; axis: XAxis; names: ReadonlyMap<string, string> },
): LiveLine[] {
  return curves.flatMap(({ runId, series }, i) => {
    const one = series.find((s) => s.key === key);
    const look = RUN_LOOKS[i % RUN_LOOKS.length] ?? { color: "--a" };
    return one ? [{ ...over(one, axis, stepPlaces(series)), ...look, name: names.get(runId) ?? runId }] : [];
  });
}
