"use client";
import { duration, StaleBadge } from "@rlhf/ui";
import { useNow } from "../shell/use-now";
import type { RunDetail } from "./run-detail";
import type { LiveRun } from "./use-live-run";

const PATIENCE_S = 5;
/** Twice a lease: a worker that is alive has sent a heartbeat long before. */
const SILENT_S = 60;

/** Says when what is on screen may be old: the server does not answer, or the run's worker does not. */
export function LiveBadge({ run, live }: { run: RunDetail; live: LiveRun }) {
  const now = useNow();
  const secondsSince = (then: Date | null) => (then ? (now.getTime() - then.getTime()) / 1_000 : 0);
  const { status, heartbeatAt } = run.summary;
  const away = secondsSince(live.since);
  if (away > PATIENCE_S) return <StaleBadge age={duration(away)} />;
  const silent = status === "running" ? secondsSince(heartbeatAt) : 0;
  if (silent > SILENT_S)
    return (
      <span className="tag" role="status" title="Another worker takes the run over from its newest checkpoint.">
        its worker is silent for {duration(silent)}
      </span>
    );
  return null;
}
