"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ago, count, percent, percentBounds, Progress, Table, Term, type Column } from "@rlhf/ui";
import Link from "next/link";
import { useNow } from "../shell/use-now";
import { BatchState } from "./batch-state";
import { audienceWords, shareDone, type Batch } from "./batch-words";

type Agreement = RouterOutputs["batches"]["agreement"]["agreements"][number];

/** `agreements`: null while they are being counted. */
export function BatchTable({ rows, agreements }: { rows: readonly Batch[]; agreements: readonly Agreement[] | null }) {
  const now = useNow();
  const columns: Column<Batch>[] = [
    {
      key: "name",
      title: <Term word="Batch" />,
      cell: (b) => (
        <Link className="b5 block max-w-64 truncate hover:underline" href={`/batches/${b.id}`} title={b.name}>
          {b.name}
        </Link>
      ),
    },
    { key: "state", title: "State", cell: (b) => <BatchState batch={b} /> },
    { key: "progress", title: "Judgments", width: 240, cell: (b) => <Done batch={b} /> },
    { key: "pairs", title: <Term word="Comparison">Pairs</Term>, right: true, cell: (b) => count(b.tasks) },
    { key: "overlap", title: <Term word="Overlap" />, right: true, cell: (b) => overlapOf(b) },
    {
      key: "agreement",
      title: <Term word="Agreement" />,
      right: true,
      cell: (b) => <Agreed of={b} all={agreements} />,
    },
    { key: "audience", title: <Term word="Audience">For</Term>, cell: (b) => audienceWords(b.audience) },
    {
      key: "guideline",
      title: <Term word="Guideline" />,
      right: true,
      cell: (b) => `v${b.guidelineVersion}`,
    },
    {
      key: "at",
      title: "Created",
      right: true,
      cell: (b) => (
        <time dateTime={b.createdAt.toISOString()} title={b.createdAt.toLocaleString()}>
          {ago(b.createdAt, now)}
        </time>
      ),
    },
  ];
  return <Table label="Batches" columns={columns} rows={rows} rowKey={(b) => b.id} />;
}

function Done({ batch }: { batch: Batch }) {
  return (
    <span className="row min-w-44">
      <Progress share={shareDone(batch)} label={`Judgments of ${batch.name}`} />
      <span className="t12 i3 nowrap">
        {count(batch.submitted)} of {count(batch.slots)}
      </span>
    </span>
  );
}

/** As asked for, or what the tasks hold on average where each has its own. */
function overlapOf({ targetOverlap, slots, tasks }: Batch): string {
  const mean = tasks === 0 ? targetOverlap : slots / tasks;
  return Number.isInteger(mean) ? `${mean}×` : `${mean.toFixed(1)}×`;
}

function Agreed({ of, all }: { of: Batch; all: readonly Agreement[] | null }) {
  if (all === null) return <span className="skeleton inline-block h-4 w-20 align-middle" />;
  const found = all.find(({ batchId }) => batchId === of.id);
  if (!found) return <span className="i3">–</span>;
  return (
    <Link
      className="num"
      href={`/batches/${of.id}#quality`}
      title={`${count(found.items)} pairs with two or more judgments`}
    >
      {percent(found.agreement)} <span className="i3">{percentBounds(...found.interval)}</span>
    </Link>
  );
}
