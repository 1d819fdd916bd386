"use client";
import { Hint, LiveChart, StateIcon } from "@rlhf/ui";
import { memo, useMemo } from "react";
import type { Alert } from "./alerts";
import type { CurveView } from "./curve-view";
import { aboutOf, guideOf, viewOf } from "./metric-views";
import type { Series } from "./run-detail";
import { over, X_TITLES, type StepPlaces } from "./x-axis";

type Props = {
  series: Series;
  places: StepPlaces;
  view: CurveView;
  config: Readonly<Record<string, unknown>>;
  alerts: readonly Alert[];
  at: number | null;
  small?: boolean;
  onAt(step: number): void;
  onRange(range: readonly [number, number] | null): void;
};

/** One curve of the run with what it is read against. */
export const CurvePane = memo(function CurvePane(props: Props) {
  const { series, places, view, config, alerts, at, small = false, onAt, onRange } = props;
  const { name, note } = viewOf(series);
  const lines = useMemo(
    () => [{ name, color: "--a", ...over(series, view.axis, places) }],
    [name, series, view.axis, places],
  );
  const guide = useMemo(() => guideOf(series.key, config), [series.key, config]);
  const mine = alerts.filter((alert) => alert.key === series.key);
  return (
    <LiveChart
      title={
        <Hint text={`${aboutOf(series.key)} (${series.key})`}>
          <button type="button" className="term">
            {name}
          </button>
        </Hint>
      }
      note={note}
      name={name}
      unit={series.unit ?? ""}
      lines={lines}
      xTitle={X_TITLES[view.axis]}
      smoothing={view.smoothing}
      logX={view.logX}
      logY={view.logY}
      height={small ? 100 : 148}
      guide={guide}
      at={at}
      onAt={onAt}
      onRange={view.axis === "step" ? onRange : undefined}
      badge={mine.length > 0 && <AlertBadge alert={mine[0]} />}
    />
  );
});

function AlertBadge({ alert }: { alert: Alert | undefined }) {
  if (!alert) return null;
  return (
    <span className="inline-flex" title={`step ${alert.step}: ${alert.text}`}>
      <StateIcon state={alert.level === "error" ? "fail" : "warn"} />
      <span className="sr">{`alert at step ${alert.step}: ${alert.text}`}</span>
    </span>
  );
}
