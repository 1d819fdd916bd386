"use client";
import { ago, Button, Card, count, Empty, Failure, Skeleton, Table, Term, type Column } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useProject } from "../shell/project";
import { useNow } from "../shell/use-now";
import { useTRPC } from "../trpc";
import { ExportLink } from "./export-link";
import { kindWords, type Snapshot } from "./origin";
import { OriginLink } from "./origin-link";
import { splitsText } from "./splits-text";

/** Frozen judgments and imported files, newest first. */
export function SnapshotsTab() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const found = useQuery(trpc.data.snapshots.queryOptions({ projectId }));
  const rows = found.data?.snapshots ?? [];
  return (
    <Card>
      {found.error && (
        <Failure
          title="The snapshots could not be read"
          detail={found.error.message}
          action={<Button onClick={() => void found.refetch()}>Try again</Button>}
        />
      )}
      {found.isPending && <Skeleton lines={6} height={28} />}
      {found.isSuccess && rows.length === 0 && (
        <Empty title="No snapshots yet">
          A training run freezes the judgments it learns from; each file of demonstrations or comparisons that you
          import stands here too.
        </Empty>
      )}
      {rows.length > 0 && <SnapshotTable rows={rows} />}
    </Card>
  );
}

function SnapshotTable({ rows }: { rows: readonly Snapshot[] }) {
  const now = useNow();
  const columns: Column<Snapshot>[] = [
    { key: "name", title: <Term word="Snapshot" />, cell: (s) => <Named snapshot={s} /> },
    {
      key: "rows",
      title: <Term word="Split">Rows by split</Term>,
      cell: (s) => (
        <>
          {count(s.rows)} <span className="i3 block t12">{splitsText(s)}</span>
        </>
      ),
    },
    {
      key: "until",
      title: <Term word="High water">Judgments until</Term>,
      cell: (s) => (s.judgmentHighWater ? <When at={s.judgmentHighWater} now={now} /> : <span className="i3">–</span>),
    },
    { key: "from", title: "Made from", cell: (s) => <OriginLink of={s} /> },
    { key: "used", title: "Read by", cell: (s) => usedBy(s) },
    { key: "at", title: "Created", right: true, cell: (s) => <When at={s.createdAt} now={now} /> },
    { key: "export", title: <span className="sr">Export</span>, right: true, cell: (s) => <ExportLink of={s} /> },
  ];
  return <Table label="Snapshots" columns={columns} rows={rows} rowKey={(s) => s.id} />;
}

function Named({ snapshot: s }: { snapshot: Snapshot }) {
  return (
    <span className="block py-1.5">
      <Link className="b5 hover:underline" href={`/data/${s.id}`}>
        {s.datasetName} <span className="i3">v{s.version}</span>
      </Link>
      <span className="i3 block t12">
        {kindWords(s.kind)}
        {s.kind === "preference" && `, ${s.aggregation.replaceAll("_", " ")}`}
      </span>
    </span>
  );
}

function usedBy({ usedBy: runs }: Snapshot) {
  const [first] = runs;
  if (!first) return <span className="i3">no run</span>;
  return (
    <Link className="num" href={`/runs/${first.id}`}>
      {runs.length === 1 ? `run ${first.seq}` : `${runs.length} runs`}
    </Link>
  );
}

const When = ({ at, now }: { at: Date; now: Date }) => (
  <time dateTime={at.toISOString()} title={at.toLocaleString()}>
    {ago(at, now)}
  </time>
);
