"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTRPC } from "../trpc";
import type { RunDetail } from "./run-detail";

const BEAT_MS = 1_000; // curves are read anew at most this often

/** `beat` counts up when there is something new to draw; `since`: when the line to the server was lost, null while it holds. */
export type LiveRun = { beat: number; since: Date | null };

/** Listens to the run's events from now on. */
export function useLiveRun(run: RunDetail): LiveRun {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [beat, setBeat] = useState(0);
  const timer = useRef<number | null>(null);
  const { id } = run.summary;
  const projectId = run.projectId;
  const [runs] = useState(() => [{ runId: id, after: run.lastEventNo }]);
  const refresh = useCallback(() => {
    timer.current ??= window.setTimeout(() => {
      timer.current = null;
      setBeat((n) => n + 1);
      void queries.invalidateQueries({ queryKey: trpc.runs.show.queryKey({ runId: id }) });
    }, BEAT_MS);
  }, [queries, trpc, id]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  const [since, setSince] = useState<Date | null>(null);
  const onConnectionStateChange = ({ state }: { state: string }) =>
    setSince((old) => (state === "pending" ? null : (old ?? new Date())));
  useSubscription(
    trpc.runs.events.subscriptionOptions({ projectId, runs }, { onData: refresh, onConnectionStateChange }),
  );
  return useMemo(() => ({ beat, since }), [beat, since]);
}
