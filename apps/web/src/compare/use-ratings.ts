"use client";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { ComparedPair } from "./compared-pair";
import { REFRESH_MS } from "./use-compared";

/** Ratings of all policies with B as the fixed point. */
export function useRatings({ baselineId, judgeKind }: ComparedPair) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  return useQuery(
    trpc.compare.ratings.queryOptions({ projectId, judgeKind, baselineId }, { refetchInterval: REFRESH_MS }),
  );
}
