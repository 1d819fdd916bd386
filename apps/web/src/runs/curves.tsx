"use client";
import { Card, Empty, Failure, Hint, LiveChart, Segmented, Skeleton, Toggle } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "../trpc";
import { aboutOf, curveGroups, nameOf, over, type XAxis } from "./curve-groups";
import type { RunDetail, Series } from "./run-detail";

const X_TITLES: Record<XAxis, string> = { step: "step", time: "seconds since the start", kl: "KL, nats" };

/** Every curve of the run, live, in groups with one crosshair. */
export function Curves({ run, beat }: { run: RunDetail; beat: number }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.runs.series.queryOptions({ runId: run.summary.id, maxPoints: 1_000 }));
  const [axis, setAxis] = useState<XAxis>("step");
  const [logY, setLogY] = useState(false);
  const [smoothing, setSmoothing] = useState(0.6);
  useEffect(() => {
    if (beat > 0) void refetch();
  }, [beat, refetch]);
  const groups = useMemo(() => curveGroups(data?.series ?? []), [data]);
  if (error && !data) return <Failure title="The curves could not be read" detail={error.message} />;
  if (!data) return <Skeleton lines={8} height={32} />;
  if (groups.length === 0) return <Empty title="No figures yet">Curves appear with the run&apos;s first step.</Empty>;
  const kl = data.series.find((s) => s.key === "objective/kl");
  const sampled = data.series.some((s) => s.bucketSteps > 1);
  return (
    <div className="stack">
      <div className="row flex-wrap gap-4">
        <Segmented<XAxis>
          label="Horizontal axis"
          value={axis}
          onChange={setAxis}
          options={(kl ? (["step", "time", "kl"] as const) : (["step", "time"] as const)).map((value) => ({
            value,
            text: value === "kl" ? "KL" : value === "time" ? "Time" : "Step",
          }))}
        />
        <label className="row t13">
          Smoothing {smoothing.toFixed(2)}
          <input
            type="range"
            min={0}
            max={0.98}
            step={0.02}
            value={smoothing}
            onChange={(e) => setSmoothing(Number(e.target.value))}
          />
        </label>
        <Toggle label="Logarithmic" on={logY} onChange={setLogY} />
        <span className="t12 i3 end">
          {sampled ? "buckets of steps: line = last value, band = range" : "every step drawn"} · smoothed in front, raw
          behind
        </span>
      </div>
      {groups.map((group) => (
        <Card key={group.title} title={group.title} note={`over ${X_TITLES[axis]}`}>
          <div className={group.title === "The story" ? "panes" : "panes three"}>
            {group.series.map((series) => (
              <Curve key={series.key} series={series} kl={kl} view={{ axis, logY, smoothing }} group={run.summary.id} />
            ))}
          </div>
        </Card>
      ))}
    </div>
  );
}

type View = { axis: XAxis; logY: boolean; smoothing: number };

function Curve({ series, kl, view, group }: { series: Series; kl: Series | undefined; view: View; group: string }) {
  const drawn = useMemo(() => over(series, view.axis, kl), [series, kl, view.axis]);
  const title = (
    <Hint text={aboutOf(series.key)}>
      <button type="button" className="term">
        {nameOf(series.key)}
      </button>
    </Hint>
  );
  return (
    <LiveChart
      title={title}
      name={series.key}
      unit={series.unit ?? ""}
      series={drawn}
      xTitle={X_TITLES[view.axis]}
      smoothing={view.smoothing}
      logY={view.logY}
      group={`${group}-${view.axis}`}
    />
  );
}
