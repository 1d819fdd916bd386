"use client";
import { count, Empty, percent, Progress, ProgressRing, RunState } from "@rlhf/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useRef, useState } from "react";
import { useTRPC } from "../trpc";
import { jobsOf, jobsText, meanProgress, type Job } from "./jobs";
import { useProject } from "./project";
import { useDismiss } from "./use-dismiss";

const REFRESH_MS = 4_000;

/** What runs now: a ring of its progress, and a list behind it. */
export function JobsPill() {
  return <Pill key={usePathname()} />; // closes when one goes to another page
}

function Pill() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useDismiss(box, open, () => setOpen(false));
  const options = { refetchInterval: REFRESH_MS };
  const running = useQuery(trpc.runs.list.queryOptions({ projectId, status: "running", limit: 50 }, options));
  const queued = useQuery(
    trpc.runs.list.queryOptions({ projectId, status: "queued", topLevel: true, limit: 50 }, options),
  );
  const jobs = jobsOf(running.data?.runs ?? []);
  const waiting = queued.data?.runs ?? [];
  const text = running.data ? jobsText(jobs.length, waiting.length) : running.error ? "No news of runs" : "…";
  return (
    <div className="relative" ref={box}>
      <button type="button" className="pill" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ProgressRing share={meanProgress(jobs)} />
        {text}
      </button>
      {open && (
        <section className="menu jobs" aria-label="Runs at work">
          {jobs.length === 0 && waiting.length === 0 && (
            <Empty title={running.error ? "The runs could not be read" : "Nothing runs"}>
              {running.error ? running.error.message : "A loop or a stage that starts is shown here."}
            </Empty>
          )}
          <ul>
            {jobs.map((job) => (
              <JobItem key={job.run.id} job={job} />
            ))}
            {waiting.map((run) => (
              <li key={run.id}>
                <Link className="row" href={`/runs/${run.id}`}>
                  <b className="b5 truncate">{run.name}</b>
                  <span className="end">
                    <RunState status={run.status} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          <footer>
            <Link className="num" href="/runs">
              All runs
            </Link>
          </footer>
        </section>
      )}
    </div>
  );
}

function JobItem({ job: { run, stage } }: { job: Job }) {
  return (
    <li>
      <Link href={`/runs/${run.id}`}>
        <span className="row">
          <b className="b5 truncate">{run.name}</b>
          <span className="i3 end">run {count(run.seq)}</span>
        </span>
        <span className="row mt-1">
          <Progress share={run.progress} label={`Progress of ${run.name}`} />
          <span className="i3">{percent(run.progress, 0)}</span>
        </span>
      </Link>
      {stage && (
        <Link className="t12 i3" href={`/runs/${stage.id}`}>
          now {stage.kind.replaceAll("_", " ")}, {percent(stage.progress, 0)}
        </Link>
      )}
    </li>
  );
}
