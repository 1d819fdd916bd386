"use client";
import { Card, Skeleton } from "@rlhf/ui";
import { useState } from "react";
import type { Alert } from "./alerts";
import { CurvePane } from "./curve-pane";
import type { CurveView } from "./curve-view";
import { FIRST_KEYS } from "./metric-views";
import type { RunDetail } from "./run-detail";
import { useOtherCurves } from "./use-curves";
import type { StepPlaces } from "./x-axis";

type Props = {
  run: RunDetail;
  places: StepPlaces;
  view: CurveView;
  alerts: readonly Alert[];
  at: number | null;
  onAt(step: number): void;
  onRange(range: readonly [number, number] | null): void;
};

/** Every other figure that the run measured; drawn only once somebody opens them. */
export function OtherCurves({ run, ...rest }: Props) {
  const [open, setOpen] = useState(false);
  const { data } = useOtherCurves(run.summary.id, open);
  const names = run.latest.map(({ key }) => key).filter((key) => !FIRST_KEYS.includes(key));
  if (names.length === 0) return null;
  const series = (data?.series ?? []).filter((one) => names.includes(one.key));
  return (
    <Card
      title="Everything else"
      note={`${names.length} more figures`}
      actions={
        <button type="button" className="btn quiet xs" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide" : "Show"}
        </button>
      }
    >
      {open && !data && <Skeleton lines={4} height={24} />}
      {open && data && (
        <div className="panes three">
          {series.map((one) => (
            <CurvePane key={one.key} series={one} config={run.config} small {...rest} />
          ))}
        </div>
      )}
    </Card>
  );
}
