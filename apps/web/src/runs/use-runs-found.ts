"use client";
import type { RouterOutputs } from "@rlhf/api";
import type { RunKind } from "@rlhf/domain";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";

export type RunRow = RouterOutputs["runs"]["list"]["runs"][number];
const OFFERED = 50;

/** The newest runs whose name contains the text. */
export function useRunsFound({ kind, text }: { kind?: RunKind; text: string }) {
  const trpc = useTRPC();
  const { projectId } = useProject();
  const query = text.trim() === "" ? undefined : text.trim();
  const options = { placeholderData: keepPreviousData };
  const found = useQuery(trpc.runs.list.queryOptions({ projectId, kind, query, limit: OFFERED }, options));
  return { runs: found.data?.runs ?? [], error: found.error?.message };
}
