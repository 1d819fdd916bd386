"use client";
import { Button, ChevronRight, count, Failure, Progress, Skeleton } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useTRPC } from "../trpc";
import { BatchAbout } from "./batch-about";
import { BatchActions } from "./batch-actions";
import { BatchState } from "./batch-state";
import { shareDone, type BatchDetail } from "./batch-words";
import { HealthCard } from "./health-card";

const Loading = () => <Skeleton lines={8} height={24} />;
const QualityCards = dynamic(() => import("./quality-cards").then((m) => m.QualityCards), {
  ssr: false,
  loading: Loading,
});

const REFRESH_MS = 5_000;

/** One batch: how its queue stands, and how well it was judged. */
export function BatchScreen({ batchId }: { batchId: string }) {
  const trpc = useTRPC();
  const batch = useQuery(trpc.batches.show.queryOptions({ batchId }, { refetchInterval: REFRESH_MS }));
  return (
    <main className="page" id="content">
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/batches">Batches</Link>
        <ChevronRight className="i" aria-hidden />
        <span>{batch.data && `number ${batch.data.ordinal + 1}`}</span>
      </nav>
      {batch.error && !batch.data && (
        <Failure
          title="This batch could not be read"
          detail={batch.error.message}
          action={<Button onClick={() => void batch.refetch()}>Try again</Button>}
        />
      )}
      {batch.isPending && <Skeleton lines={10} height={24} />}
      {batch.data && <Loaded batch={batch.data} />}
    </main>
  );
}

function Loaded({ batch }: { batch: BatchDetail }) {
  return (
    <>
      <div className="head">
        <h1>{batch.name}</h1>
        <BatchState batch={batch} />
        <span className="row g12 w-72">
          <Progress share={shareDone(batch)} label={`Judgments of ${batch.name}`} />
          <span className="t13 nowrap">
            {count(batch.submitted)} of {count(batch.slots)} judgments
          </span>
        </span>
        <BatchActions batch={batch} />
      </div>
      <BatchAbout batch={batch} />
      <HealthCard batch={batch} />
      <QualityCards batchId={batch.id} overlap={batch.targetOverlap} />
    </>
  );
}
