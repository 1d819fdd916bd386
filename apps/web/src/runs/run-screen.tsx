"use client";
import { Button, Failure, percent, Progress, RunState, Skeleton, ChevronRight } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useTRPC } from "../trpc";
import { RunActions } from "./run-actions";
import { Lineage } from "./lineage";
import { useLiveRun } from "./use-live-run";
import type { RunDetail } from "./run-detail";

const Loading = () => <Skeleton lines={10} height={24} />;
const Curves = dynamic(() => import("./curves").then((m) => m.Curves), { ssr: false, loading: Loading });
const Samples = dynamic(() => import("./samples").then((m) => m.Samples), { ssr: false, loading: Loading });
const Config = dynamic(() => import("./config-diff").then((m) => m.ConfigDiff), { ssr: false, loading: Loading });
const Events = dynamic(() => import("./events").then((m) => m.Events), { ssr: false, loading: Loading });
const Checkpoints = dynamic(() => import("./checkpoints").then((m) => m.Checkpoints), { ssr: false, loading: Loading });

const TABS = ["curves", "samples", "config", "events", "checkpoints"] as const;
type Tab = (typeof TABS)[number];

/** One run, live: what it is made of, how it goes, and what came out. */
export function RunScreen({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const run = useQuery(trpc.runs.show.queryOptions({ runId }));
  const asked = useSearchParams().get("tab");
  const tab = TABS.find((one) => one === asked) ?? "curves";
  if (run.error && !run.data)
    return (
      <main className="page" id="content">
        <Failure
          title="This run could not be read"
          detail={run.error.message}
          action={<Button onClick={() => void run.refetch()}>Try again</Button>}
        />
      </main>
    );
  if (!run.data)
    return (
      <main className="page" id="content">
        <Skeleton lines={10} height={24} />
      </main>
    );
  return <Loaded run={run.data} tab={tab} />;
}

function Loaded({ run, tab }: { run: RunDetail; tab: Tab }) {
  const { summary } = run;
  const live = useLiveRun(run);
  return (
    <main className="page" id="content">
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/runs">Runs</Link>
        <ChevronRight className="i" aria-hidden />
        <Link href={`/runs?kind=${summary.kind}`}>{summary.kind}</Link>
      </nav>
      <div className="head mb-2">
        <h1>{summary.name}</h1>
        <RunState status={summary.status} reason={summary.reason} />
        <span className="row g12 w-60">
          <Progress share={summary.progress} label={`Progress of ${summary.name}`} />
          <span className="t13 b5">{percent(summary.progress, 0)}</span>
        </span>
        {live.trouble && <span className="tag">not live: {live.trouble}</span>}
        <RunActions run={run} />
      </div>
      {summary.reason && <p className="t13 i2 mb-2">{summary.reason}</p>}
      <Lineage run={run} />
      <nav className="tabs" aria-label="Run">
        {TABS.map((one) => (
          <Link key={one} href={`?tab=${one}`} aria-current={one === tab ? "page" : undefined} replace scroll={false}>
            {one[0]?.toUpperCase()}
            {one.slice(1)}
            {one === "checkpoints" && <small>{run.checkpoints.length}</small>}
          </Link>
        ))}
      </nav>
      {tab === "curves" && <Curves run={run} beat={live.beat} />}
      {tab === "samples" && <Samples runId={summary.id} />}
      {tab === "config" && <Config run={run} />}
      {tab === "events" && <Events events={live.events} />}
      {tab === "checkpoints" && <Checkpoints rows={run.checkpoints} />}
    </main>
  );
}
