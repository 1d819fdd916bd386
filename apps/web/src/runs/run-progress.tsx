"use client";
import { count, duration, percent, Progress } from "@rlhf/ui";
import { useNow } from "../shell/use-now";
import { secondsLeft } from "./seconds-left";
import type { RunDetail } from "./run-detail";

/** How far a run is, and about how long it goes on. */
export function RunProgress({ run }: { run: RunDetail }) {
  const now = useNow();
  const { progress, status, name } = run.summary;
  const step = run.latest.reduce((max, metric) => Math.max(max, metric.step), 0);
  const left = secondsLeft(run.summary, now);
  return (
    <span className="row g12">
      {status !== "succeeded" && (
        <span className="w-30">
          <Progress share={progress} label={`Progress of ${name}`} />
        </span>
      )}
      <span className="t13 i2">
        {step > 0 && (
          <>
            step <b className="b6 text-ink">{count(step)}</b>
          </>
        )}
        {status !== "succeeded" && ` · ${percent(progress, 0)}`}
        {left !== null && ` · about ${duration(left)} left`}
      </span>
    </span>
  );
}
