"use client";
import type { RouterOutputs } from "@rlhf/api";
import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "../trpc";

/** "name · run 7" of each of these runs, as far as they are read. */
export function useRunNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const trpc = useTRPC();
  return useQueries({
    queries: ids.map((runId) => trpc.runs.show.queryOptions({ runId }, { staleTime: 60_000 })),
    combine: namesById,
  });
}

function namesById(
  results: readonly { data: RouterOutputs["runs"]["show"] | undefined }[],
): ReadonlyMap<string, string> {
  return new Map(
    results.flatMap(({ data }) => (data ? [[data.summary.id, `${data.summary.name} · run ${data.summary.seq}`]] : [])),
  );
}
