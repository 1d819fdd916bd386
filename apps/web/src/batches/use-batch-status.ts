"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../trpc";

type Status = "draft" | "open" | "closed";

/** Opens, pauses (draft) or closes a batch; what is on screen follows. */
export function useBatchStatus(batchId: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.batches.pathKey() });
  const change = useMutation(trpc.batches.setStatus.mutationOptions({ onSettled }));
  return {
    to: (status: Status) => change.mutate({ batchId, status }),
    busy: change.isPending,
    error: change.error?.message,
  };
}
