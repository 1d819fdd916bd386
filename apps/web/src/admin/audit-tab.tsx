"use client";
import type { RouterOutputs } from "@rlhf/api";
import { Button, Card, Empty, Failure, Skeleton, Table, type Column } from "@rlhf/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { detailText } from "./audit-detail";
import { VerifyChain } from "./verify-chain";

type Row = RouterOutputs["admin"]["audit"]["rows"][number];
const PAGE = 50;

/** Everything that was changed in the project, by whom and when. Rows are never changed or removed. */
export function AuditTab() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const pages = useInfiniteQuery(
    trpc.admin.audit.infiniteQueryOptions(
      { projectId, limit: PAGE },
      { getNextPageParam: (last) => (last.rows.length === PAGE ? last.rows.at(-1)?.id : undefined) },
    ),
  );
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Card
      title="Audit log"
      note="append-only; each row carries the hash of the one before"
      actions={<VerifyChain />}
      footer={
        pages.hasNextPage && (
          <Button size="xs" tone="quiet" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Older
          </Button>
        )
      }
    >
      {pages.isPending && <Skeleton lines={8} height={24} />}
      {pages.error && rows.length === 0 && (
        <Failure
          title="The log could not be read"
          detail={pages.error.message}
          action={<Button onClick={() => void pages.refetch()}>Try again</Button>}
        />
      )}
      {pages.isSuccess && rows.length === 0 && (
        <Empty title="Nothing was changed yet">Every change of the project will stand here.</Empty>
      )}
      {rows.length > 0 && <Table label="Audit log" columns={COLUMNS} rows={rows} rowKey={(r) => String(r.id)} />}
    </Card>
  );
}

const COLUMNS: Column<Row>[] = [
  { key: "id", title: "No.", right: true, width: 64, cell: (r) => <span className="i3">{r.id}</span> },
  {
    key: "at",
    title: "When",
    cell: (r) => <time dateTime={r.at.toISOString()}>{r.at.toLocaleString("en-GB")}</time>,
  },
  { key: "who", title: "Who", cell: (r) => r.actorName ?? <span className="i3">nobody signed in</span> },
  { key: "action", title: "What", cell: (r) => <span className="mono">{r.action}</span> },
  {
    key: "detail",
    title: "With",
    cell: (r) => (
      <span className="i2 block max-w-120 truncate" title={detailText(r.detail)}>
        {detailText(r.detail)}
      </span>
    ),
  },
  { key: "ip", title: "From", cell: (r) => <span className="i3">{r.ip ?? "–"}</span> },
  {
    key: "hash",
    title: "Hash",
    cell: (r) => (
      <span className="mono i3" title={r.hash}>
        {r.hash.slice(0, 8)}
      </span>
    ),
  },
];
