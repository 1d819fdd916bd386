"use client";
import type { RouterOutputs } from "@rlhf/api";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTRPC } from "../trpc";
import type { RunDetail } from "./run-detail";

type Streamed = RouterOutputs["runs"]["events"] extends AsyncIterable<infer T> ? T : never;
export type RunNotice = Streamed extends { data: infer D }
  ? D
  : Streamed extends readonly [string, infer D, ...unknown[]]
    ? D
    : never;

const KEPT = 500;
const BEAT_MS = 1_000; // curves are read anew at most this often

/** Listens to the run's events; `beat` counts up when there is something new to draw. */
export function useLiveRun(run: RunDetail): { beat: number; events: readonly RunNotice[]; trouble: string | null } {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [beat, setBeat] = useState(0);
  const [events, setEvents] = useState<readonly RunNotice[]>([]);
  const timer = useRef<number | null>(null);
  const { id } = run.summary;
  const projectId = run.projectId;
  const runs = useMemo(() => [{ runId: id, after: 0 }], [id]); // from the first event: the list of events shows them all
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
  const stream = useSubscription(
    trpc.runs.events.subscriptionOptions(
      { projectId, runs },
      {
        onData: ({ data }) => {
          if (data.type !== "metric") setEvents((all) => [...all.slice(1 - KEPT), data]);
          refresh();
        },
      },
    ),
  );
  return { beat, events, trouble: stream.status === "error" ? stream.error.message : null };
}
