"use client";
import type { Row } from "./fire-words";
import { EditSchedule } from "./edit-schedule";
import { FiresCard } from "./fires-card";

/** The schedule that is picked: its rule to change, and what came of its ticks. */
export function ScheduleDetail({ row }: { row: Row }) {
  return (
    <div className="cols-75">
      <EditSchedule row={row} />
      <FiresCard row={row} />
    </div>
  );
}
