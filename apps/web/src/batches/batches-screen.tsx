"use client";
import { buttonClass, Button, Card, Empty, Failure, FileUp, Key, Plus, Skeleton } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useProject } from "../shell/project";
import { useKeys } from "../shell/use-keys";
import { useTRPC } from "../trpc";
import { BatchTable } from "./batch-table";

const REFRESH_MS = 5_000;

/** All batches, newest first, with how far each is and how well its judges agree. */
export function BatchesScreen() {
  const { projectId, name, role } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const options = { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData };
  const batches = useQuery(trpc.batches.list.queryOptions({ projectId }, options));
  const agreement = useQuery(trpc.batches.agreement.queryOptions({ projectId }, { staleTime: 60_000 }));
  const rows = batches.data?.batches ?? [];
  const writes = ["owner", "admin", "researcher"].includes(role);
  useKeys({ n: writes ? () => router.push("/batches/new") : undefined });
  return (
    <main className="page" id="content">
      <div className="crumbs">{name}</div>
      <div className="head">
        <h1>Batches</h1>
        {writes && (
          <span className="row end">
            <Link className={buttonClass()} href="/data/import">
              <FileUp className="i" aria-hidden /> Import judgments
            </Link>
            <Link className={buttonClass({ tone: "primary" })} href="/batches/new" aria-keyshortcuts="N">
              <Plus className="i" aria-hidden /> New batch <Key>N</Key>
            </Link>
          </span>
        )}
      </div>
      <Card>
        {batches.error && (
          <Failure
            title="The batches could not be read"
            detail={batches.error.message}
            action={<Button onClick={() => void batches.refetch()}>Try again</Button>}
          />
        )}
        {batches.isPending && <Skeleton lines={8} height={28} />}
        {batches.isSuccess && rows.length === 0 && (
          <Empty
            title="No batches yet"
            action={
              writes && (
                <Link className={buttonClass({ tone: "primary" })} href="/batches/new">
                  New batch
                </Link>
              )
            }
          >
            A batch is a set of comparisons that people judge: two answers to a prompt, side by side. It needs prompts
            and policies that answered them.
          </Empty>
        )}
        {rows.length > 0 && <BatchTable rows={rows} agreements={agreement.data?.agreements ?? null} />}
      </Card>
    </main>
  );
}
