"use client";
import { ago, CheckBox, figure, percent, Progress, RunState, Table, type Column } from "@rlhf/ui";
import Link from "next/link";
import { useNow } from "../shell/use-now";
import type { RunRow } from "./use-runs-found";

const COURSE: readonly Column<RunRow>[] = [
  {
    key: "progress",
    title: "Progress",
    width: 160,
    cell: (r) => (
      <span className="row">
        <Progress share={r.progress} label={`Progress of ${r.name}`} />
        <span className="t12 i3">{percent(r.progress, 0)}</span>
      </span>
    ),
  },
  {
    key: "headline",
    title: "Latest",
    cell: (r) =>
      r.headline
        .slice(0, 2)
        .map(({ key, value }) => `${key.split("/").at(-1)} ${figure(value)}`)
        .join(" · "),
  },
  { key: "seed", title: "Seed", right: true, cell: (r) => <span className="mono">{r.seed}</span> },
];

type Props = { rows: readonly RunRow[]; chosen: readonly string[]; onToggle(id: string): void };

/** Runs with what they are and how they fare; each can be chosen. */
export function RunsTable({ rows, chosen, onToggle }: Props) {
  const now = useNow();
  const columns: Column<RunRow>[] = [
    {
      key: "choose",
      title: <span className="sr">Chosen</span>,
      width: 44,
      cell: (r) => (
        <CheckBox
          label={`Choose ${r.name}, run ${r.seq}`}
          hideLabel
          checked={chosen.includes(r.id)}
          onChange={() => onToggle(r.id)}
        />
      ),
    },
    {
      key: "name",
      title: "Run",
      cell: (r) => (
        <>
          <Link className="b5 hover:underline" href={`/runs/${r.id}`}>
            {r.name}
          </Link>{" "}
          <span className="i3">{r.seq}</span>
          {r.parentRunId && <span className="t12 i3"> · part of a loop</span>}
        </>
      ),
    },
    { key: "kind", title: "Kind", cell: (r) => r.kind },
    { key: "status", title: "State", cell: (r) => <RunState status={r.status} reason={r.reason} /> },
    ...COURSE,
    {
      key: "at",
      title: "Created",
      right: true,
      cell: (r) => (
        <time dateTime={r.createdAt.toISOString()} title={r.createdAt.toLocaleString()}>
          {ago(r.createdAt, now)}
        </time>
      ),
    },
  ];
  return <Table label="Runs" columns={columns} rows={rows} rowKey={(r) => r.id} />;
}
