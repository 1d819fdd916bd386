"use client";
import { Card, duration, Empty, figure, percent, Progress, RunState, Table, type Column } from "@rlhf/ui";
import Link from "next/link";
import { useNow } from "../shell/use-now";
import type { RunDetail } from "./run-detail";

type Stage = RunDetail["children"][number];

/** The stages that a loop has begun, in their order. */
export function StagesTab({ run }: { run: RunDetail }) {
  const now = useNow();
  const rows = [...run.children].sort((a, b) => a.seq - b.seq);
  const columns: Column<Stage>[] = [
    {
      key: "name",
      title: "Stage",
      cell: (stage) => (
        <Link className="b5 hover:underline" href={`/runs/${stage.id}`}>
          {stage.name}
        </Link>
      ),
    },
    { key: "status", title: "State", cell: (stage) => <RunState status={stage.status} reason={stage.reason} /> },
    {
      key: "progress",
      title: "Progress",
      width: 160,
      cell: (stage) => (
        <span className="row">
          <Progress share={stage.progress} label={`Progress of ${stage.name}`} />
          <span className="t12 i3">{percent(stage.progress, 0)}</span>
        </span>
      ),
    },
    {
      key: "latest",
      title: "Latest",
      cell: (stage) =>
        stage.headline
          .slice(0, 2)
          .map(({ key, value }) => `${key.split("/").at(-1)} ${figure(value)}`)
          .join(" · ") || <span className="i3">no figures</span>,
    },
    {
      key: "took",
      title: "Took",
      right: true,
      cell: ({ startedAt, finishedAt }) =>
        startedAt ? duration(((finishedAt ?? now).getTime() - startedAt.getTime()) / 1_000) : "",
    },
  ];
  return (
    <Card title="Stages" note={rows.length > 0 ? `${rows.length} begun` : undefined}>
      {rows.length === 0 ? (
        <Empty title="No stage has begun">
          The loop waits for a worker; “rlhf start” or “rlhf worker” on the server starts one.
        </Empty>
      ) : (
        <Table label="Stages" columns={columns} rows={rows} rowKey={(stage) => stage.id} />
      )}
    </Card>
  );
}
