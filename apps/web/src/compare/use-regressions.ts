"use client";
import type { RouterInputs, RouterOutputs } from "@rlhf/api";
import type { UserKind } from "@rlhf/domain";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC, useTRPCClient } from "../trpc";

export type Regression = RouterOutputs["compare"]["regressions"]["rows"][number];
export type TriageStatus = RouterInputs["compare"]["triage"]["status"];
const PAGE = 20;

type Asked = { candidateId: string; baselineId: string; judgeKind?: UserKind; status?: TriageStatus };

/** Lost prompts page by page, and what people decide about them. */
export function useRegressions({ candidateId, baselineId, judgeKind, status }: Asked) {
  const { projectId } = useProject();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const pair = { projectId, candidateId, baselineId };
  const question = { ...pair, judgeKind, status, limit: PAGE };
  const query = useInfiniteQuery({
    queryKey: [...trpc.compare.regressions.queryKey(question), "pages"],
    queryFn: ({ pageParam, signal }) =>
      client.compare.regressions.query({ ...question, offset: pageParam }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => (page.rows.length === PAGE ? pages.length * PAGE : undefined),
    placeholderData: keepPreviousData,
  });
  const triage = useMutation(
    trpc.compare.triage.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.compare.regressions.queryKey(pair) }),
    }),
  );
  const decide = (row: Regression, change: { status?: TriageStatus; note?: string | null }) =>
    triage.mutate({ ...pair, promptId: row.promptId, status: row.status, note: row.note, ...change });
  const pages = query.data?.pages ?? [];
  return { ...query, rows: pages.flatMap((page) => page.rows), counts: pages[0]?.counts ?? null, decide, triage };
}
