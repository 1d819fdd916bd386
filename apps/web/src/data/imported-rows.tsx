"use client";
import { Button, Card, count, Failure, Skeleton } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useTRPC } from "../trpc";
import { placeText, readPlace, withValues } from "./address";
import { RecordTable } from "./record-table";

const PAGE = 50;

/** The rows of an imported file as they are stored. */
export function ImportedRows({ snapshotId, total }: { snapshotId: string; total: number }) {
  const trpc = useTRPC();
  const search = useSearchParams();
  const after = readPlace(search.get("after"));
  const asked = { snapshotId, after, limit: PAGE };
  const found = useQuery(trpc.data.importedRows.queryOptions(asked, { placeholderData: keepPreviousData }));
  const rows = found.data?.rows ?? [];
  return (
    <Card title="Rows" note={count(total)}>
      {found.error && (
        <Failure
          title="The rows could not be read"
          detail={found.error.message}
          action={<Button onClick={() => void found.refetch()}>Try again</Button>}
        />
      )}
      {found.isPending && <Skeleton lines={8} height={28} />}
      {rows.length > 0 && <RecordTable label="Rows" records={rows} />}
      <footer>
        {after.offset > 0 && (
          <Link className="btn quiet xs" href={withValues(search, { after: null })}>
            First page
          </Link>
        )}
        {found.data?.next && (
          <Link className="btn quiet xs end" href={withValues(search, { after: placeText(found.data.next) })}>
            Next page
          </Link>
        )}
      </footer>
    </Card>
  );
}
