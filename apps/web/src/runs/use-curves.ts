"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "../trpc";
import { FIRST_KEYS } from "./metric-views";

const POINTS = 400; // a pane is about as many pixels wide
const ALL_POINTS = 200;

export type StepRange = readonly [from: number, to: number] | null;

/** The curves of the page, read anew at each beat; a range of steps is read finer. */
export function useCurves(runId: string, { range, beat }: { range: StepRange; beat: number }) {
  const trpc = useTRPC();
  const [fromStep, toStep] = range ?? [];
  const asked = { runId, keys: [...FIRST_KEYS], fromStep, toStep, maxPoints: POINTS };
  const query = useQuery(trpc.runs.series.queryOptions(asked, { placeholderData: keepPreviousData }));
  const { refetch } = query;
  useEffect(() => {
    if (beat > 0) void refetch();
  }, [beat, refetch]);
  return query;
}

/** Everything else that the run measured; asked for when somebody opens it. */
export function useOtherCurves(runId: string, enabled: boolean) {
  const trpc = useTRPC();
  return useQuery(trpc.runs.series.queryOptions({ runId, maxPoints: ALL_POINTS }, { enabled, staleTime: 30_000 }));
}
