"use client";
import type { RouterOutputs } from "@rlhf/api";
import { ago, Button, Card, choiceWords, Empty, Failure, Skeleton, Table, type Column } from "@rlhf/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useProject } from "../shell/project";
import { useTRPCClient } from "../trpc";

type Answered = RouterOutputs["label"]["history"]["items"][number];
type Before = { at: Date; judgmentId: string } | null;
const PAGE = 50;

/** My answers, newest first, each as I saw it, with the way to change it. */
export function HistoryScreen() {
  const pages = useAnswers();
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <main className="page" id="content">
      <div className="head">
        <h1>My answers</h1>
        <span className="t13 i3">each as you saw it; a changed answer keeps the old one in the record</span>
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
        {pages.hasNextPage && (
          <p className="p-3">
            <Button size="sm" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {pages.isFetchingNextPage ? "Loading older answers" : "Show older answers"}
            </Button>
          </p>
        )}
      </Card>
    </main>
  );
}

function useAnswers() {
  const { projectId } = useProject();
  const client = useTRPCClient();
  return useInfiniteQuery({
    queryKey: ["my answers", projectId],
    queryFn: ({ pageParam: before }) => client.label.history.query({ projectId, limit: PAGE, before }),
    initialPageParam: null as Before,
    getNextPageParam: ({ items }): Before => {
      const last = items.length === PAGE ? items.at(-1) : undefined;
      return last ? { at: last.answeredAt, judgmentId: last.judgmentId } : null;
    },
  });
}

function AnswerTable({ items }: { items: readonly Answered[] }) {
  const [now] = useState(() => new Date());
  const columns: Column<Answered>[] = [
    { key: "prompt", title: "Prompt", cell: (a) => <Clipped text={a.messages.at(-1)?.content ?? ""} /> },
    { key: "a", title: "Answer A", cell: (a) => <Clipped text={a.leftText} /> },
    { key: "b", title: "Answer B", cell: (a) => <Clipped text={a.rightText} /> },
    { key: "choice", title: "My choice", cell: (a) => <MyChoice answer={a} /> },
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
    {
      key: "change",
      title: "",
      cell: (a) => (
        <Link className="btn sm quiet" href={`/label?answer=${a.judgmentId}`} aria-label={`Change: ${words(a)}`}>
          Change
        </Link>
      ),
    },
  ];
  return <Table label="My answers" columns={columns} rows={items} rowKey={(a) => a.judgmentId} />;
}

function MyChoice({ answer }: { answer: Answered }) {
  return (
    <>
      {words(answer)}
      {answer.rationale && <span className="i3 block max-w-70 truncate">“{answer.rationale}”</span>}
    </>
  );
}

const words = (a: Answered): string =>
  a.side === "retracted" ? "Taken back" : choiceWords({ side: a.side, strength: a.strength });

const Clipped = ({ text }: { text: string }) => (
  <span className="block max-w-70 truncate" title={text}>
    {text}
  </span>
);
