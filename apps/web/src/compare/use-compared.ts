"use client";
import type { RouterOutputs } from "@rlhf/api";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import { pairOf } from "./compared-pair";

export type PolicyOption = RouterOutputs["policies"]["list"]["policies"][number];

/** Numbers come again this often: each look costs the server a fit, unless no judgment came. */
export const REFRESH_MS = 30_000;

/** The policies of the project, and the pair that the address names among them. */
export function useCompared() {
  const { projectId } = useProject();
  const trpc = useTRPC();
  const search = useSearchParams();
  const policies = useQuery(trpc.policies.list.queryOptions({ projectId }));
  const newest = useQuery(trpc.compare.newest.queryOptions({ projectId }));
  const known = policies.data &&
    newest.data && {
      ids: new Set(policies.data.policies.map((policy) => policy.id)),
      newest: newest.data.pair,
    };
  const asked = { candidate: search.get("candidate"), baseline: search.get("baseline"), judge: search.get("judge") };
  return {
    policies: policies.data?.policies ?? [],
    answer: known ? pairOf(asked, known) : null,
    error: policies.error ?? newest.error,
    refetch: () => Promise.all([policies.refetch(), newest.refetch()]),
  };
}
