"use client";
import { ago, bytes, Card, count, Empty, Table, type Column } from "@rlhf/ui";
import Link from "next/link";
import { useNow } from "../shell/use-now";
import { CopyText } from "./copy-text";
import type { RunDetail } from "./run-detail";

type Row = RunDetail["checkpoints"][number];

/** Every committed checkpoint; training goes on from the newest that loads. */
export function Checkpoints({ run }: { run: RunDetail }) {
  const rows = run.checkpoints;
  const now = useNow();
  const total = rows.reduce((sum, row) => sum + row.bytes, 0);
  const columns: Column<Row>[] = [
    { key: "step", title: "Step", right: true, cell: (c) => count(c.step) },
    { key: "kind", title: "Kind", cell: (c) => c.kind },
    { key: "bytes", title: "Size", right: true, cell: (c) => bytes(c.bytes) },
    { key: "sha", title: "Manifest sha256", cell: (c) => <CopyText text={c.manifestSha256} shown={12} /> },
    {
      key: "weights",
      title: "Weights sha256",
      cell: (c) => (c.weightsSha256 ? <CopyText text={c.weightsSha256} shown={12} /> : <span className="i3">–</span>),
    },
    {
      key: "at",
      title: "Written",
      cell: (c) => (
        <time dateTime={c.createdAt.toISOString()} title={c.createdAt.toLocaleString()}>
          {ago(c.createdAt, now)}
        </time>
      ),
    },
    { key: "use", title: "Use", right: true, cell: (c) => <Uses run={run} checkpoint={c} /> },
  ];
  return (
    <Card title="Checkpoints" note={rows.length > 0 ? `newest first · ${bytes(total)} in all` : undefined}>
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

function Uses({ run, checkpoint }: { run: RunDetail; checkpoint: Row }) {
  const { policyVersionId, step } = checkpoint;
  if (!policyVersionId) return <span className="i3 t12">not a policy</span>;
  const { kind, id } = run.summary;
  return (
    <span className="row justify-end">
      <Link className="btn quiet xs" href={`/playground?a=${policyVersionId}`}>
        Sample from this<span className="sr">, step {step}</span>
      </Link>
      <Link className="btn quiet xs" href={`/runs/new?kind=${kind}&from=${id}&policyVersionId=${policyVersionId}`}>
        Fork<span className="sr"> from step {step}</span>
      </Link>
    </span>
  );
}
