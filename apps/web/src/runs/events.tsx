"use client";
import { Card, Empty, Table, type Column } from "@rlhf/ui";
import type { RunNotice } from "./use-live-run";

const columns: Column<RunNotice>[] = [
  { key: "no", title: "No", right: true, width: 72, cell: (e) => e.eventNo },
  {
    key: "at",
    title: "When",
    width: 180,
    cell: (e) => <time dateTime={e.createdAt.toISOString()}>{e.createdAt.toLocaleString()}</time>,
  },
  { key: "type", title: "What", width: 120, cell: (e) => e.type },
  {
    key: "payload",
    title: "Content",
    cell: (e) => (
      <span className="mono block max-w-180 truncate" title={JSON.stringify(e.payload)}>
        {JSON.stringify(e.payload)}
      </span>
    ),
  },
];

/** What happened to the run, newest first; curves are left out, they stand on their own tab. */
export function Events({ events }: { events: readonly RunNotice[] }) {
  const rows = events.toReversed();
  return (
    <Card title="Events" note={`${rows.length}, newest first`}>
      {rows.length === 0 ? (
        <Empty title="No events yet">Starts, pauses, samples and checkpoints are listed here as they happen.</Empty>
      ) : (
        <Table label="Events" columns={columns} rows={rows} rowKey={(e) => String(e.eventNo)} maxHeight={560} />
      )}
    </Card>
  );
}
