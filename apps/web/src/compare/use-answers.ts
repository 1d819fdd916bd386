"use client";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { ComparedPair } from "./compared-pair";
import { REFRESH_MS } from "./use-compared";

/** How long the answers were, and what was pressed. */
export function useAnswers(pair: ComparedPair) {
  const { projectId } = useProject();
  const trpc = useTRPC();
  return useQuery(trpc.compare.answers.queryOptions({ projectId, ...pair }, { refetchInterval: REFRESH_MS }));
}
