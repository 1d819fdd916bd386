"use client";
import { Button, ChevronRight, Failure, RunState, Skeleton } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { useTRPC } from "../trpc";
import { Lineage } from "./lineage";
import { LiveBadge } from "./live-badge";
import { RunActions } from "./run-actions";
import type { RunDetail } from "./run-detail";
import { RunProgress } from "./run-progress";
import { useLiveRun } from "./use-live-run";

const Loading = () => <Skeleton lines={10} height={24} />;
const Curves = dynamic(() => import("./curves-tab").then((m) => m.CurvesTab), { ssr: false, loading: Loading });
const Samples = dynamic(() => import("./samples-tab").then((m) => m.SamplesTab), { ssr: false, loading: Loading });
const Config = dynamic(() => import("./config-tab").then((m) => m.ConfigTab), { ssr: false, loading: Loading });
const Events = dynamic(() => import("./events").then((m) => m.Events), { ssr: false, loading: Loading });
const Checkpoints = dynamic(() => import("./checkpoints").then((m) => m.Checkpoints), { ssr: false, loading: Loading });
const Stages = dynamic(() => import("./stages-tab").then((m) => m.StagesTab), { ssr: false, loading: Loading });

type Tab = "stages" | "curves" | "samples" | "config" | "events" | "checkpoints";
const NAMES: Record<Tab, string> = {
  stages: "Stages",
  curves: "Curves",
  samples: "Samples",
  config: "Config",
  events: "Events",
  checkpoints: "Checkpoints",
};

/** A loop has stages instead of curves; only PPO answers probe prompts. */
const tabsOf = ({ summary: { kind } }: RunDetail): readonly Tab[] =>
  kind === "pipeline"
    ? ["stages", "config", "events"]
    : kind === "ppo"
      ? ["curves", "samples", "config", "events", "checkpoints"]
      : ["curves", "config", "events", "checkpoints"];

/** One run, live: what it is made of, how it goes, and what came out. */
export function RunScreen({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const run = useQuery(trpc.runs.show.queryOptions({ runId }, { refetchInterval: 10_000 }));
  if (run.data) return <Loaded key={runId} run={run.data} />;
  return (
    <main className="page" id="content">
      {run.error ? (
        <Failure
          title="This run could not be read"
          detail={run.error.message}
          action={<Button onClick={() => void run.refetch()}>Try again</Button>}
        />
      ) : (
        <Loading />
      )}
    </main>
  );
}

function Loaded({ run }: { run: RunDetail }) {
  const { summary } = run;
  const live = useLiveRun(run);
  const tabs = tabsOf(run);
  const search = useSearchParams();
  const tab = tabs.find((one) => one === search.get("tab")) ?? tabs[0] ?? "curves";
  const hrefOf = (one: Tab) => `?${new URLSearchParams([...search, ["tab", one]].filter(isLastOfName))}`;
  return (
    <main className="page" id="content">
      <Crumbs run={run} />
      <div className="head run-head">
        <h1>{summary.name}</h1>
        <RunState status={summary.status} reason={summary.reason} />
        <LiveBadge run={run} live={live} />
        <RunProgress run={run} />
        <RunActions run={run} />
      </div>
      {summary.reason && <p className="t13 i2 mb-2">{summary.reason}</p>}
      <Lineage run={run} />
      <nav className="tabs" aria-label="Run">
        {tabs.map((one) => (
          <Link key={one} href={hrefOf(one)} aria-current={one === tab ? "page" : undefined} replace scroll={false}>
            {NAMES[one]}
            {one === "checkpoints" && <small>{run.checkpoints.length}</small>}
            {one === "stages" && <small>{run.children.length}</small>}
          </Link>
        ))}
      </nav>
      <TabOf tab={tab} run={run} beat={live.beat} />
    </main>
  );
}

/** A name that comes twice keeps its last value. */
const isLastOfName = ([name]: string[], i: number, all: string[][]): boolean =>
  all.findLastIndex(([other]) => other === name) === i;

function Crumbs({ run: { summary } }: { run: RunDetail }) {
  return (
    <nav className="crumbs" aria-label="Where this is">
      <Link href="/runs">Runs</Link>
      <ChevronRight className="i" aria-hidden />
      {summary.parentRunId && (
        <>
          <Link href={`/runs/${summary.parentRunId}`}>its loop</Link>
          <ChevronRight className="i" aria-hidden />
        </>
      )}
      <Link href={`/runs?kind=${summary.kind}`}>{summary.kind}</Link>
    </nav>
  );
}

function TabOf({ tab, run, beat }: { tab: Tab; run: RunDetail; beat: number }): ReactNode {
  const views: Record<Tab, () => ReactNode> = {
    stages: () => <Stages run={run} />,
    curves: () => <Curves run={run} beat={beat} />,
    samples: () => <Samples run={run} beat={beat} />,
    config: () => <Config run={run} />,
    events: () => <Events run={run} beat={beat} />,
    checkpoints: () => <Checkpoints run={run} />,
  };
  return views[tab]();
}
