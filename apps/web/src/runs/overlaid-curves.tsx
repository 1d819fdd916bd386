"use client";
import { Card, Empty, Failure, Hint, LiveChart, Skeleton } from "@rlhf/ui";
import { useMemo, useState } from "react";
import { CurveControls } from "./curve-controls";
import { useCurveView } from "./curve-view";
import { aboutOf, isStory, viewOf } from "./metric-views";
import { overlay, sharedAxes, sharedKeys } from "./overlay";
import { RUN_LOOKS } from "./run-looks";
import { useCurvesOfRuns } from "./use-curves-of-runs";
import { useRunNames } from "./use-run-names";
import { X_TITLES } from "./x-axis";

/** One pane per figure that at least two of the runs measured, a line per run. */
export function OverlaidCurves({ runIds }: { runIds: readonly string[] }) {
  const names = useRunNames(runIds);
  const { curves, error, pending } = useCurvesOfRuns(runIds);
  const [view, setView] = useCurveView();
  const [at, setAt] = useState<number | null>(null);
  const axes = useMemo(() => sharedAxes(curves), [curves]);
  const axis = axes.includes(view.axis) ? view.axis : "step";
  const panes = useMemo(
    () => sharedKeys(curves).map((key) => ({ key, lines: overlay(curves, { key, axis, names }) })),
    [curves, axis, names],
  );
  if (error) return <Failure title="The curves could not be read" detail={error} />;
  if (pending) return <Skeleton lines={8} height={32} />;
  if (panes.length === 0)
    return <Empty title="No curve in common">These runs measured different things; see their settings below.</Empty>;
  return (
    <Card
      className="story"
      title="Curves"
      note="smoothed in front, raw behind"
      actions={<CurveControls view={{ ...view, axis }} axes={axes} onChange={setView} />}
    >
      <Legend runIds={runIds} names={names} />
      <div className="panes">
        {panes.map(({ key, lines }) => {
          const { name, note } = viewOf({ key, unit: null });
          return (
            <LiveChart
              key={key}
              title={
                <Hint text={`${aboutOf(key)} (${key})`}>
                  <button type="button" className="term">
                    {name}
                  </button>
                </Hint>
              }
              note={note}
              name={name}
              unit={note}
              lines={lines}
              xTitle={X_TITLES[axis]}
              smoothing={view.smoothing}
              logX={view.logX}
              logY={view.logY}
              height={isStory(key) ? 172 : 128}
              at={at}
              onAt={setAt}
            />
          );
        })}
      </div>
    </Card>
  );
}

function Legend({ runIds, names }: { runIds: readonly string[]; names: ReadonlyMap<string, string> }) {
  return (
    <ul className="row flex-wrap list-none px-4 pb-3" aria-label="Lines">
      {runIds.map((id, i) => {
        const look = RUN_LOOKS[i % RUN_LOOKS.length];
        return (
          <li key={id} className="row g4 t12">
            <svg width="24" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="24"
                y1="4"
                y2="4"
                stroke={`var(${look?.color})`}
                strokeWidth="2"
                strokeDasharray={look?.dash?.join(" ")}
              />
            </svg>
            {names.get(id) ?? "…"}
          </li>
        );
      })}
    </ul>
  );
}
