"use client";
import { Button, Card, count, Empty, Failure, Skeleton, StateIcon } from "@rlhf/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../trpc";
import { fireLook, fireNote, type Fire, type Row } from "./fire-words";
import { fireTime, fullTime } from "./fire-times";

const PAGE = 12;

/** What came of the ticks of a schedule, newest first, as far back as one likes. */
export function FiresCard({ row: { schedule, pace } }: { row: Row }) {
  const trpc = useTRPC();
  const input = { scheduleId: schedule.id, limit: PAGE };
  const pages = useInfiniteQuery(
    trpc.schedules.fires.infiniteQueryOptions(input, {
      refetchInterval: 10_000,
      getNextPageParam: (last) => (last.fires.length === PAGE ? last.fires.at(-1)?.fireAt : undefined),
    }),
  );
  const fires = pages.data?.pages.flatMap((page) => page.fires) ?? [];
  return (
    <Card title="Last fires" note={`${schedule.name} · ${count(pace.fires)} in all`} className="self-start">
      {pages.isPending && <Skeleton lines={4} height={24} />}
      {pages.error && fires.length === 0 && (
        <Failure title="The history could not be read" detail={pages.error.message} />
      )}
      {pages.isSuccess && fires.length === 0 && (
        <Empty title="It has not fired yet">Each tick will stand here, also those that were left out, and why.</Empty>
      )}
      <ol className="fires-list">
        {fires.map((fire) => (
          <Line key={fire.fireAt.getTime()} fire={fire} />
        ))}
      </ol>
      {pages.hasNextPage && (
        <footer>
          <Button size="xs" tone="quiet" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Older
          </Button>
        </footer>
      )}
    </Card>
  );
}

function Line({ fire }: { fire: Fire }) {
  const { state, word } = fireLook(fire);
  return (
    <li>
      <StateIcon state={state} label={word} />
      <time dateTime={fire.fireAt.toISOString()} title={fullTime(fire.fireAt)}>
        {fireTime(fire.fireAt, new Date())}
      </time>
      {fire.run ? (
        <Link className="b5 hover:underline" href={`/runs/${fire.run.id}`}>
          run {fire.run.seq}
        </Link>
      ) : (
        <span className="i3">no run</span>
      )}
      <span className="i3">{fireNote(fire) || word}</span>
    </li>
  );
}
