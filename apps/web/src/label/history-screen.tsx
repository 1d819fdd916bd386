"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ago, Button, Card, choiceWords, Empty, Failure, Skeleton, Table, type Column } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

type Answered = RouterOutputs["label"]["history"]["items"][number];
const PAGE = 200;

/** My answers, newest first, each as I saw it. */
export function HistoryScreen() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const pages = useQuery(trpc.label.history.queryOptions({ projectId, limit: PAGE }));
  const items = pages.data?.items ?? [];
  return (
    <main className="page" id="content">
      <div className="head">
        <h1>My answers</h1>
        <span className="t13 i3">the latest 200, each as you saw it; on Label, [ opens the latest to change it</span>
        <Link className="btn primary end" href="/label">
          Label next pair
        </Link>
      </div>
      <Card>
        {pages.error && (
          <Failure
            title="Your history did not come"
            detail={pages.error.message}
            action={<Button onClick={() => void pages.refetch()}>Try again</Button>}
          />
        )}
        {pages.isPending && <Skeleton lines={6} />}
        {pages.isSuccess && items.length === 0 && (
          <Empty title="No answers yet">Each pair that you judge is listed here.</Empty>
        )}
        {items.length > 0 && <AnswerTable items={items} />}
      </Card>
    </main>
  );
}

function AnswerTable({ items }: { items: readonly Answered[] }) {
  const [now] = useState(() => new Date());
  const columns: Column<Answered>[] = [
    { key: "prompt", title: "Prompt", cell: (a) => <Clipped text={a.messages.at(-1)?.content ?? ""} /> },
    { key: "a", title: "Answer A", cell: (a) => <Clipped text={a.leftText} /> },
    { key: "b", title: "Answer B", cell: (a) => <Clipped text={a.rightText} /> },
    { key: "choice", title: "My choice", cell: (a) => words(a) },
    {
      key: "at",
      title: "When",
      right: true,
      cell: (a) => (
        <time dateTime={a.answeredAt.toISOString()} title={a.answeredAt.toLocaleString()}>
          {ago(a.answeredAt, now)}
        </time>
      ),
    },
  ];
  return <Table label="My answers" columns={columns} rows={items} rowKey={(a) => a.judgmentId} />;
}

const words = (a: Answered): string =>
  a.side === "retracted" ? "Taken back" : choiceWords({ side: a.side, strength: a.strength });

const Clipped = ({ text }: { text: string }) => (
  <span className="block max-w-70 truncate" title={text}>
    {text}
  </span>
);
