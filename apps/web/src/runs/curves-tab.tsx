"use client";
import { Card, Empty, Failure, Skeleton, StateIcon } from "@rlhf/ui";
import { useCallback, useMemo, useState } from "react";
import { alertsOf, type Alert } from "./alerts";
import { CurveControls } from "./curve-controls";
import { CurvePane } from "./curve-pane";
import { useCurveView } from "./curve-view";
import { Frontier } from "./frontier";
import { inOrder, isHealth, isStory } from "./metric-views";
import { OtherCurves } from "./other-curves";
import type { RunDetail, Series } from "./run-detail";
import { SamplesPanel } from "./samples-panel";
import { ScoreStrip } from "./score-strip";
import { useChosenStep } from "./use-chosen-step";
import { useCurves, type StepRange } from "./use-curves";
import { axesOf, stepPlaces } from "./x-axis";

/** The run in pictures at the left, what it says at the right; one crosshair goes through all of them. */
export function CurvesTab({ run, beat }: { run: RunDetail; beat: number }) {
  const [range, setRange] = useState<StepRange>(null);
  const { data, error, dataUpdatedAt } = useCurves(run.summary.id, { range, beat });
  const chosen = useChosenStep();
  const series = useMemo(() => inOrder(data?.series ?? []), [data]);
  if (error && !data) return <Failure title="The curves could not be read" detail={error.message} />;
  return (
    <div className={run.summary.kind === "ppo" ? "run-grid" : "stack"}>
      <div className="stack">
        {!data && <Skeleton lines={8} height={32} />}
        {data && series.length === 0 && (
          <Empty title={run.summary.finishedAt ? "No figures" : "No figures yet"}>
            {run.summary.finishedAt
              ? "This run ended without a step."
              : "Curves appear with the run\u2019s first step."}
          </Empty>
        )}
        {data && series.length > 0 && (
          <Charts
            run={run}
            all={data.series}
            series={series}
            {...{ beat, range, setRange, chosen }}
            at={dataUpdatedAt}
          />
        )}
      </div>
      {run.summary.kind === "ppo" && <SamplesPanel run={run} beat={beat} chosen={chosen} />}
    </div>
  );
}

type ChartsProps = {
  run: RunDetail;
  /** With those that only other axes are made of. */
  all: readonly Series[];
  series: readonly Series[];
  beat: number;
  /** When the figures were read, ms. */
  at: number;
  range: StepRange;
  setRange(range: StepRange): void;
  chosen: ReturnType<typeof useChosenStep>;
};

function Charts({ run, all, series, beat, range, setRange, chosen }: ChartsProps) {
  const [view, setView] = useCurveView();
  const places = useMemo(() => stepPlaces(all), [all]);
  const alerts = useMemo(() => alertsOf(series, run.config), [series, run.config]);
  const { step, hover } = chosen;
  const onRange = useCallback(
    (next: readonly [number, number] | null) => setRange(next && [Math.floor(next[0]), Math.ceil(next[1])]),
    [setRange],
  );
  const pane = (one: Series) => (
    <CurvePane
      key={one.key}
      {...{ series: one, places, view, alerts, onRange }}
      config={run.config}
      small={isHealth(one.key)}
      at={step}
      onAt={hover}
    />
  );
  const [story, health] = [series.filter((s) => isStory(s.key)), series.filter((s) => isHealth(s.key))];
  return (
    <>
      <Card
        title="The story"
        note={<Drawn series={series} range={range} onReset={() => setRange(null)} />}
        actions={<CurveControls view={view} axes={axesOf(all, places)} onChange={setView} />}
        className="story"
      >
        <div className={story.length > 1 ? "panes" : "panes one"}>{story.map(pane)}</div>
      </Card>
      {health.length > 0 && (
        <Card title="Loss and health" actions={<AlertTag alerts={alerts} onGo={hover} />}>
          <div className="panes three">{health.map(pane)}</div>
        </Card>
      )}
      {run.summary.kind === "ppo" && (
        <div className="cols-2">
          <Frontier run={run} series={all} at={step} onAt={hover} />
          <ScoreStrip run={run} beat={beat} at={step} onAt={hover} />
        </div>
      )}
      <OtherCurves run={run} {...{ places, view, alerts, onRange }} at={step} onAt={hover} />
    </>
  );
}

/** Says whether every step is drawn, and how to get back from a zoom. */
function Drawn({ series, range, onReset }: { series: readonly Series[]; range: StepRange; onReset(): void }) {
  const bucket = series.reduce((max, one) => Math.max(max, one.bucketSteps), 1);
  return (
    <>
      {bucket === 1 ? "every step drawn" : `${bucket} steps a point: line = last, band = range`}
      {range && (
        <button type="button" className="btn quiet xs" onClick={onReset}>
          steps {range[0]} to {range[1]}: show all
        </button>
      )}
    </>
  );
}

function AlertTag({ alerts, onGo }: { alerts: readonly Alert[]; onGo(step: number): void }) {
  const [first] = alerts;
  if (!first)
    return (
      <span className="tag">
        <StateIcon state="ok" /> no alert
      </span>
    );
  return (
    <button type="button" className="tag cursor-pointer" onClick={() => onGo(first.step)} title={first.text}>
      <StateIcon state={alerts.some((alert) => alert.level === "error") ? "fail" : "warn"} />
      {alerts.length === 1 ? "1 alert" : `${alerts.length} alerts`}, step {first.step}
    </button>
  );
}
