"use client";
import { Button, Card, duration, Empty, Play } from "@rlhf/ui";
import Link from "next/link";
import { ruleWords } from "./cron-words";
import { FireDots } from "./fire-dots";
import type { Row } from "./fire-words";
import { NextFires } from "./next-fires";
import { SwitchSchedule } from "./switch-schedule";
import type { RunNow } from "./use-run-now";

type Props = { rows: readonly Row[]; picked: string | undefined; runNow: RunNow; writes: boolean };

/** A row for each schedule; the one that is picked stands below in full. */
export function ScheduleTable({ rows, picked, runNow, writes }: Props) {
  return (
    <Card label="All schedules">
      {rows.length === 0 && <Empty title="None of these">Choose “All” above to see the others.</Empty>}
      {rows.length > 0 && (
        <table className="table sched">
          <thead>
            <tr>
              <th scope="col" style={{ width: 60 }}>
                On
              </th>
              <th scope="col" style={{ width: 180 }}>
                Schedule
              </th>
              <th scope="col">Rule</th>
              <th scope="col" style={{ width: 292 }}>
                Next three
              </th>
              <th scope="col" style={{ width: 216 }}>
                Last 12, newest right
              </th>
              <th scope="col" className="r" style={{ width: 84 }} title="Median of the last ten that succeeded">
                Takes
              </th>
              <th scope="col" style={{ width: 140 }}>
                <span className="sr">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line key={row.schedule.id} row={row} picked={row.schedule.id === picked} {...{ runNow, writes }} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Line({ row, picked, runNow, writes }: Omit<Props, "rows" | "picked"> & { row: Row; picked: boolean }) {
  const { schedule, pace } = row;
  return (
    <tr className={[picked && "on", !schedule.enabled && "off"].filter(Boolean).join(" ")}>
      <td>
        <SwitchSchedule schedule={schedule} disabled={!writes} />
      </td>
      <td>
        <Link
          className="b5 hover:underline"
          href={`/schedules?schedule=${schedule.id}`}
          aria-current={picked ? "true" : undefined}
          replace
          scroll={false}
        >
          {schedule.name}
        </Link>
        <div className="t12 i3 mono">{schedule.cron}</div>
      </td>
      <td className="wide">{ruleWords(schedule)}</td>
      <td className="wide">
        <NextFires row={row} />
      </td>
      <td className="wide">
        <FireDots fires={row.recent} />
      </td>
      <td className="r no-phone" title={pace.timedRuns > 0 ? `n ${pace.timedRuns}` : "no run has succeeded yet"}>
        {pace.medianSeconds === null ? "–" : duration(pace.medianSeconds)}
      </td>
      <td className="r wide">
        {writes && (
          <Button
            size="xs"
            icon={<Play className="i i-12" aria-hidden />}
            hint={picked ? "X" : undefined}
            aria-keyshortcuts={picked ? "x" : undefined}
            disabled={runNow.busy !== null}
            onClick={() => runNow.start(schedule)}
          >
            {runNow.busy === schedule.id ? "Starting" : "Run now"}
            <span className="sr"> {schedule.name}</span>
          </Button>
        )}
      </td>
    </tr>
  );
}
