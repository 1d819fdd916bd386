"use client";
import type { RouterOutputs } from "@rlhf/api";
import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "../trpc";
import { FIRST_KEYS } from "./metric-views";

const POINTS = 300;
type Result = { data: RouterOutputs["runs"]["series"] | undefined; error: { message: string } | null };

/** The first figures of every run, in the order of the runs. */
export function useCurvesOfRuns(runIds: readonly string[]) {
  const trpc = useTRPC();
  const results = useQueries({
    queries: runIds.map((runId) =>
      trpc.runs.series.queryOptions({ runId, keys: [...FIRST_KEYS], maxPoints: POINTS }, { staleTime: 10_000 }),
    ),
    combine: gathered,
  });
  const curves = results.series.map((series, i) => ({ runId: runIds[i] ?? "", series }));
  return { curves, error: results.error, pending: results.pending };
}

const gathered = (results: readonly Result[]) => ({
  series: results.map(({ data }) => data?.series ?? []),
  pending: results.some(({ data, error }) => !data && !error),
  error: results.find(({ error }) => error)?.error?.message,
});
