"use client";
import { bytes, Card, count, Empty, Table, type Column } from "@rlhf/ui";
import type { RunDetail } from "./run-detail";

type Row = RunDetail["checkpoints"][number];
const columns: Column<Row>[] = [
  { key: "step", title: "Step", right: true, cell: (c) => count(c.step) },
  { key: "kind", title: "Kind", cell: (c) => c.kind },
  { key: "bytes", title: "Size", right: true, cell: (c) => bytes(c.bytes) },
  {
    key: "sha",
    title: "Manifest",
    cell: (c) => (
      <span className="mono" title={c.manifestSha256}>
        {c.manifestSha256.slice(0, 12)}
      </span>
    ),
  },
  {
    key: "at",
    title: "Written",
    right: true,
    cell: (c) => <time dateTime={c.createdAt.toISOString()}>{c.createdAt.toLocaleString()}</time>,
  },
];

/** Every committed checkpoint; training goes on from the newest that loads. */
export function Checkpoints({ rows }: { rows: readonly Row[] }) {
  return (
    <Card title="Checkpoints" note="newest first">
      {rows.length === 0 ? (
        <Empty title="No checkpoint yet">
          The run writes one every few steps, and one when it is paused or stopped.
        </Empty>
      ) : (
        <Table label="Checkpoints" columns={columns} rows={rows} rowKey={(c) => c.id} />
      )}
    </Card>
  );
}
