"use client";
import type { RouterOutputs } from "@rlhf/api";
import { Empty, Failure, Skeleton, Table, type Column } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { PolicyDetail } from "../policies/lineage-links";
import { policyName } from "../policies/policy-name";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

type Row = RouterOutputs["runs"]["configDiff"]["rows"][number];
type Props = { a: PolicyDetail; b: PolicyDetail; all: boolean };

/** The settings of the two runs side by side. */
export function SettingsDiff({ a, b, all }: Props) {
  const without = [a, b].find((one) => one.run === null);
  if (without)
    return (
      <Empty title="No settings to compare">
        {policyName(without.policy)} was imported: no run of this project made it.
      </Empty>
    );
  if (a.run && b.run && a.run.id === b.run.id)
    return <Empty title="One run made both">They are checkpoints of run {a.run.seq}, with the same settings.</Empty>;
  return a.run && b.run && <Settings a={a.run} b={b.run} all={all} />;
}

type Maker = NonNullable<PolicyDetail["run"]>;

function Settings({ a, b, all }: { a: Maker; b: Maker; all: boolean }) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const question = { projectId, runIds: [a.id, b.id], all };
  const diff = useQuery(trpc.runs.configDiff.queryOptions(question, { placeholderData: keepPreviousData }));
  if (diff.error) return <Failure title="The settings could not be read" detail={diff.error.message} />;
  if (!diff.data) return <Skeleton lines={6} />;
  if (diff.data.rows.length === 0)
    return <Empty title="No setting differs">Same configuration; seed and inputs stand above.</Empty>;
  const value = (row: Row, i: number) => (
    <span className={`mono ${row.differs ? "b6" : "i3"}`}>{row.values[i] ?? "not set"}</span>
  );
  const columns: Column<Row>[] = [
    { key: "path", title: "Setting", width: 160, cell: (row) => <span className="mono">{row.path}</span> },
    { key: "a", title: <span className="letter a">A</span>, cell: (row) => value(row, 0) },
    { key: "b", title: <span className="letter b">B</span>, cell: (row) => value(row, 1) },
  ];
  return <Table label="Settings" columns={columns} rows={diff.data.rows} rowKey={(row) => row.path} />;
}
