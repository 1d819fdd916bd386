"use client";
import type { RouterOutputs } from "@rlhf/api";
import { Button, Card, count, Failure, figure, Skeleton, Table, type Column } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useTRPC } from "../trpc";
import { withValues } from "./address";
import { Excerpt } from "./excerpt";
import { fieldText } from "./import-report";

type Row = RouterOutputs["data"]["rows"]["rows"][number];
const PAGE = 50;
const right = (key: string, title: string, cell: (r: Row) => string): Column<Row> => ({
  key,
  title,
  right: true,
  width: 72,
  cell,
});

const COLUMNS: Column<Row>[] = [
  { key: "no", title: "Row", right: true, width: 64, cell: (r) => <span className="mono i3">{r.rowNo + 1}</span> },
  { key: "prompt", title: "Prompt", cell: (r) => <Excerpt text={promptOf(r)} /> },
  { key: "chosen", title: "Chosen", cell: (r) => <Excerpt text={r.chosen} /> },
  { key: "rejected", title: "Rejected", cell: (r) => <Excerpt text={r.rejected} /> },
  { key: "tie", title: "Verdict", width: 80, cell: (r) => (r.softLabel === 0.5 ? "tie" : "decided") },
  right("margin", "Margin", (r) => figure(r.margin)),
  right("weight", "Weight", (r) => figure(r.weight)),
  { key: "split", title: "Split", width: 72, cell: (r) => r.split },
];

const promptOf = ({ messages }: Row): string =>
  messages.length === 1 ? (messages[0]?.content ?? "") : fieldText(messages);

/** The judged pairs of a snapshot, in their order. */
export function PreferenceRows({ snapshotId, total }: { snapshotId: string; total: number }) {
  const trpc = useTRPC();
  const search = useSearchParams();
  const after = Number(search.get("after") ?? -1);
  const asked = { snapshotId, after: Number.isInteger(after) && after >= -1 ? after : -1, limit: PAGE };
  const found = useQuery(trpc.data.rows.queryOptions(asked, { placeholderData: keepPreviousData }));
  const rows = found.data?.rows ?? [];
  return (
    <Card title="Rows" note={`${count(total)}; ties are left out of an export, because TRL cannot say them`}>
      {found.error && (
        <Failure
          title="The rows could not be read"
          detail={found.error.message}
          action={<Button onClick={() => void found.refetch()}>Try again</Button>}
        />
      )}
      {found.isPending && <Skeleton lines={8} height={28} />}
      {rows.length > 0 && <Table label="Rows" columns={COLUMNS} rows={rows} rowKey={(r) => String(r.rowNo)} />}
      <footer>
        {after >= 0 && (
          <Link className="btn quiet xs" href={withValues(search, { after: null })}>
            First page
          </Link>
        )}
        {rows.length === PAGE && (
          <Link className="btn quiet xs end" href={withValues(search, { after: String(rows.at(-1)?.rowNo ?? 0) })}>
            Next page
          </Link>
        )}
      </footer>
    </Card>
  );
}
