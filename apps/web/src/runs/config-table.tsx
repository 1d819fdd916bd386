"use client";
import type { RouterOutputs } from "@rlhf/api";
import { Card, Empty, Failure, Skeleton, Table, Toggle } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { useRunNames } from "./use-run-names";

type Row = RouterOutputs["runs"]["configDiff"]["rows"][number];

/** The settings of runs side by side: of one run all of them, of several only what differs, unless all are asked for. */
export function ConfigTable({ runIds }: { runIds: readonly string[] }) {
  const trpc = useTRPC();
  const { projectId } = useProject();
  const [wantsAll, setWantsAll] = useState(false);
  const names = useRunNames(runIds);
  const alone = runIds.length < 2;
  const asked = { projectId, runIds: [...runIds], all: wantsAll || alone };
  const diff = useQuery(trpc.runs.configDiff.queryOptions(asked, { placeholderData: keepPreviousData }));
  const rows = diff.data?.rows;
  const columns = [
    { key: "path", title: "Setting", cell: (row: Row) => <span className="mono">{row.path}</span> },
    ...runIds.map((id, i) => ({
      key: id,
      title: (
        <Link className="hover:underline" href={`/runs/${id}`}>
          {names.get(id) ?? "…"}
        </Link>
      ),
      cell: (row: Row) => <Value value={row.values[i] ?? null} differs={row.differs} />,
    })),
  ];
  return (
    <Card
      title="Settings"
      note={alone || wantsAll ? "all" : `only those that differ: ${rows?.length ?? 0}`}
      actions={!alone && <Toggle label="Show all" on={wantsAll} onChange={setWantsAll} />}
    >
      {diff.error && <Failure title="The settings could not be read" detail={diff.error.message} />}
      {diff.isPending && <Skeleton lines={8} />}
      {rows?.length === 0 && (
        <Empty title="No setting differs">Same configuration; the seed and the inputs may differ.</Empty>
      )}
      {rows && rows.length > 0 && <Table label="Settings" columns={columns} rows={rows} rowKey={(row) => row.path} />}
    </Card>
  );
}

function Value({ value, differs }: { value: string | null; differs: boolean }) {
  if (value === null) return <span className="i3">not set</span>;
  return <span className={differs ? "mono b6" : "mono"}>{value}</span>;
}
