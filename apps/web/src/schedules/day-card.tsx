"use client";
import { ChartCard, DayPlan, type ChartTable, type PlannedRow } from "@rlhf/ui";
import { clock, fireTime, fullTime } from "./fire-times";
import type { Row } from "./fire-words";

/** A run whose length nobody knows yet is drawn as a mark. */
const UNKNOWN_SECONDS = 0;

const dayName = (at: Date): string => new Intl.DateTimeFormat("en-GB", { weekday: "short" }).format(at);

/** What starts within the next 24 hours. */
export function DayCard({ rows, now, picked }: { rows: readonly Row[]; now: Date; picked: string | undefined }) {
  const on = rows.filter((row) => row.schedule.enabled);
  if (on.length === 0) return null;
  const planned = on.map((row) => planOf(row, now, picked));
  const table: ChartTable = {
    columns: ["Schedule", "Starts", "Usual length, s", "Certain"],
    rows: on.flatMap((row) =>
      row.day.map((at) => [
        row.schedule.name,
        fullTime(at),
        row.pace.medianSeconds === null ? null : Math.round(row.pace.medianSeconds),
        isUnsure(row) ? "if its condition holds" : "yes",
      ]),
    ),
  };
  return (
    <ChartCard
      title="Next 24 hours"
      note="bars: median length of the last 10 · dashed: only if its condition holds"
      table={table}
      anchor="next-24-hours"
    >
      <DayPlan
        from={now}
        rows={planned}
        alt="When each schedule fires in the next 24 hours"
        clock={(at) => clock(at)}
        dayName={dayName}
      />
    </ChartCard>
  );
}

const isUnsure = ({ schedule, pace }: Row): boolean => pace.newJudgments < schedule.minNewJudgments;

function planOf(row: Row, now: Date, picked: string | undefined): PlannedRow {
  const { schedule, day, next, pace } = row;
  const [first] = next;
  return {
    name: schedule.name,
    strong: schedule.id === picked,
    note: first ? `next on ${fireTime(first, now)}` : "",
    bars: day.map((at) => ({
      at,
      seconds: pace.medianSeconds ?? UNKNOWN_SECONDS,
      maybe: isUnsure(row),
      text: clock(at),
    })),
  };
}
