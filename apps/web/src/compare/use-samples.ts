"use client";
import type { RouterInputs, RouterOutputs } from "@rlhf/api";
import type { UserKind } from "@rlhf/domain";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useProject } from "../shell/project";
import { useTRPC, useTRPCClient } from "../trpc";

export type Sample = RouterOutputs["compare"]["samples"]["rows"][number];
export type SampleOrder = NonNullable<RouterInputs["compare"]["samples"]["order"]>;
export type SampleQuestion = {
  policyVersionIds: string[];
  judgeKind?: UserKind;
  search: string;
  order: SampleOrder;
  /** Read on until all are here: a predicate over answers has to see every one. */
  all: boolean;
};
const PAGE = 20;
const ALL = 500;
/** A predicate stops here; the page says so. */
export const READ_AT_MOST = 5_000;

/** Answers side by side, page by page. */
export function useSamples({ all, search, ...asked }: SampleQuestion) {
  const { projectId } = useProject();
  const client = useTRPCClient();
  const trpc = useTRPC();
  const limit = all ? ALL : PAGE;
  const question = { projectId, ...asked, search: search || undefined, limit };
  const query = useInfiniteQuery({
    queryKey: [...trpc.compare.samples.queryKey(question), "pages"],
    queryFn: ({ pageParam, signal }) => client.compare.samples.query({ ...question, offset: pageParam }, { signal }),
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => {
      const read = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return read < total && read < READ_AT_MOST ? read : undefined;
    },
    placeholderData: keepPreviousData,
  });
  const { hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    if (all && hasNextPage && !isFetching) void fetchNextPage();
  }, [all, hasNextPage, isFetching, fetchNextPage]);
  const pages = query.data?.pages ?? [];
  return { ...query, rows: pages.flatMap((page) => page.rows), total: pages[0]?.total ?? null };
}
