"use client";
import type { RouterOutputs } from "@rlhf/api";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC, useTRPCClient } from "../trpc";
import type { JudgmentsFilter } from "./judgments-param";

export type JudgmentRow = RouterOutputs["compare"]["judgments"]["rows"][number];
export type After = { at: Date; judgmentId: string } | null;
const PAGE = 30;

/** Where the page after these rows begins; null when they were the last. */
export function nextPage(rows: readonly JudgmentRow[], limit: number): After {
  const last = rows.at(-1);
  return last && rows.length === limit ? { at: last.at, judgmentId: last.judgmentId } : null;
}

/** The judgments of a filter, page by page. */
export function useJudgments(filter: JudgmentsFilter) {
  const { projectId } = useProject();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const first: After = null;
  const query = useInfiniteQuery({
    queryKey: [...trpc.compare.judgments.queryKey({ projectId, ...filter }), "pages"],
    queryFn: ({ pageParam, signal }) =>
      client.compare.judgments.query({ projectId, ...filter, before: pageParam, limit: PAGE }, { signal }),
    initialPageParam: first as After,
    getNextPageParam: (page) => nextPage(page.rows, PAGE),
  });
  const pages = query.data?.pages ?? [];
  return { ...query, rows: pages.flatMap((page) => page.rows), total: pages[0]?.total ?? null };
}
