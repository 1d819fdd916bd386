"use client";
import type { RouterOutputs } from "@rlhf/api";
import { Card, Empty, Failure, Skeleton, Table, Toggle } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../trpc";
import type { RunDetail } from "./run-detail";

type Row = RouterOutputs["runs"]["configDiff"]["rows"][number];
const OFFERED = 50;

/** The run's settings beside those of any other runs of its kind; only what differs, unless all are asked for. */
export function ConfigDiff({ run }: { run: RunDetail }) {
  const trpc = useTRPC();
  const { projectId, summary } = run;
  const [others, setOthers] = useState<readonly string[]>([]);
  const [all, setAll] = useState(false);
  const runs = useQuery(trpc.runs.list.queryOptions({ projectId, kind: summary.kind, limit: OFFERED }));
  const alone = others.length === 0;
  const rows = useQuery(
    trpc.runs.configDiff.queryOptions(
      { projectId, runIds: [summary.id, ...others], all: all || alone },
      { placeholderData: keepPreviousData },
    ),
  );
  const candidates = (runs.data?.runs ?? []).filter((one) => one.id !== summary.id);
  const nameOf = (id: string) => candidates.find((one) => one.id === id)?.name ?? id;
  const toggle = (id: string) => setOthers(others.includes(id) ? others.filter((one) => one !== id) : [...others, id]);
  const columns = [summary.id, ...others].map((id, i) => ({
    key: id,
    title: i === 0 ? summary.name : nameOf(id),
    cell: (row: Row) => <span className={`mono ${row.differs ? "b6" : ""}`}>{row.values[i] ?? "not set"}</span>,
  }));
  return (
    <Card
      title="Settings"
      note={alone ? "all" : all ? "all" : "only those that differ"}
      actions={!alone && <Toggle label="Show all" on={all} onChange={setAll} />}
    >
      <CompareWith runs={candidates.slice(0, 12)} on={others} onToggle={toggle} />
      {rows.error && <Failure title="The settings could not be read" detail={rows.error.message} />}
      {rows.isPending && <Skeleton lines={8} />}
      {rows.data?.rows.length === 0 && (
        <Empty title="No setting differs">Same configuration; the seed and the inputs may differ.</Empty>
      )}
      {rows.data && rows.data.rows.length > 0 && (
        <Table
          label="Settings"
          columns={[
            { key: "path", title: "Setting", cell: (row) => <span className="mono">{row.path}</span> },
            ...columns,
          ]}
          rows={rows.data.rows}
          rowKey={(row) => row.path}
        />
      )}
    </Card>
  );
}

type Other = RouterOutputs["runs"]["list"]["runs"][number];

function CompareWith(props: { runs: readonly Other[]; on: readonly string[]; onToggle(id: string): void }) {
  if (props.runs.length === 0) return null;
  return (
    <div className="row flex-wrap px-4 pb-3" role="group" aria-label="Compare with">
      <span className="t12 i3">Compare with</span>
      {props.runs.map(({ id, name, seq }) => (
        <button
          key={id}
          type="button"
          className={`chip ${props.on.includes(id) ? "on" : ""}`}
          aria-pressed={props.on.includes(id)}
          onClick={() => props.onToggle(id)}
        >
          {name} · run {seq}
        </button>
      ))}
    </div>
  );
}
