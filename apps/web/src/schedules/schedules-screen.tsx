"use client";
import { Button, buttonClass, Card, Empty, Failure, Key, Plus, Segmented, Skeleton } from "@rlhf/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useProject } from "../shell/project";
import { useAddress } from "../shell/use-address";
import { useKeys } from "../shell/use-keys";
import { useTRPC } from "../trpc";
import { DayCard } from "./day-card";
import { lastFailed, type Row } from "./fire-words";
import { viewerZone } from "./fire-times";
import { ScheduleDetail } from "./schedule-detail";
import { ScheduleTable } from "./schedule-table";
import { RunNowNotice, useRunNow } from "./use-run-now";
import { WRITERS } from "./writers";

const FILTERS = ["all", "on", "failed"] as const;

/** What runs by itself: when next, what came of the last times, and each rule in words. */
export function SchedulesScreen() {
  const { projectId, role } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const [search, change] = useAddress();
  const options = { refetchInterval: 5_000, placeholderData: keepPreviousData };
  const list = useQuery(trpc.schedules.list.queryOptions({ projectId }, options));
  const runNow = useRunNow();
  const writes = WRITERS.includes(role);
  const all = list.data?.schedules ?? [];
  const filter = FILTERS.find((one) => one === search.get("show")) ?? "all";
  const shown = all.filter((row) => matches(row, filter));
  const picked = shown.find((row) => row.schedule.id === search.get("schedule")) ?? shown[0];
  useKeys({
    n: writes ? () => router.push("/schedules/new") : undefined,
    x: writes && picked ? () => runNow.start(picked.schedule) : undefined,
  });
  return (
    <main className="page" id="content">
      <div className="head flex-wrap">
        <h1>Schedules</h1>
        {list.isSuccess && <span className="t13 i3">times in {viewerZone()}, where you are</span>}
        <span className="row end flex-wrap">
          {all.length > 1 && (
            <Filter all={all} filter={filter} onChange={(to) => change({ show: to === "all" ? null : to })} />
          )}
          {writes && (
            <Link className={buttonClass({ tone: "primary" })} href="/schedules/new" aria-keyshortcuts="n">
              <Plus className="i" aria-hidden /> New schedule <Key>N</Key>
            </Link>
          )}
        </span>
      </div>
      {list.isPending && (
        <Card>
          <Skeleton lines={8} height={32} />
        </Card>
      )}
      {list.error && !list.data && (
        <Card>
          <Failure
            title="The schedules could not be read. They go on as they are."
            detail={list.error.message}
            action={<Button onClick={() => void list.refetch()}>Try again</Button>}
          />
        </Card>
      )}
      {list.isSuccess && all.length === 0 && <None writes={writes} />}
      {list.data && all.length > 0 && (
        <div className="flex flex-col gap-4">
          <DayCard rows={all} now={list.data.now} picked={picked?.schedule.id} />
          <ScheduleTable rows={shown} picked={picked?.schedule.id} runNow={runNow} writes={writes} />
          {picked && <ScheduleDetail key={picked.schedule.id} row={picked} />}
        </div>
      )}
      <RunNowNotice runNow={runNow} />
    </main>
  );
}

function matches(row: Row, filter: (typeof FILTERS)[number]): boolean {
  if (filter === "on") return row.schedule.enabled;
  return filter === "all" || lastFailed(row);
}

function Filter(props: {
  all: readonly Row[];
  filter: (typeof FILTERS)[number];
  onChange(to: (typeof FILTERS)[number]): void;
}) {
  const { all, filter, onChange } = props;
  const failed = all.filter(lastFailed).length;
  return (
    <Segmented
      label="Which schedules"
      value={filter}
      onChange={onChange}
      options={[
        { value: "all", text: `All ${all.length}` },
        { value: "on", text: `On ${all.filter((row) => row.schedule.enabled).length}` },
        ...(failed > 0 || filter === "failed" ? [{ value: "failed" as const, text: `Last one failed ${failed}` }] : []),
      ]}
    />
  );
}

function None({ writes }: { writes: boolean }) {
  return (
    <Card>
      <Empty
        title="Nothing runs by itself yet"
        action={
          writes && (
            <Link className={buttonClass({ tone: "primary" })} href="/schedules/new">
              <Plus className="i" aria-hidden /> New schedule
            </Link>
          )
        }
      >
        A schedule trains on the judgments that came in since: it freezes them, fits a reward model, improves the policy
        in use with PPO, evaluates the result, and leaves new comparisons of old and new policy for your annotators.
      </Empty>
    </Card>
  );
}
