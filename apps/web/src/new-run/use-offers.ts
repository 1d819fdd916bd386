"use client";
import type { StageInput } from "@rlhf/domain";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { Offers } from "./input-options";

/** What the project has for these inputs; null until all of it is there. Only what is asked for is read. */
export function useOffers(inputs: readonly StageInput[]): { offers: Offers | null; error: string | undefined } {
  const trpc = useTRPC();
  const { projectId } = useProject();
  const wants = (...names: StageInput[]) => ({ enabled: inputs.some((input) => names.includes(input)) });
  const loops = useQuery(trpc.runs.list.queryOptions({ projectId, kind: "pipeline", limit: 100 }, wants("loop")));
  const generated = useQuery(
    trpc.runs.list.queryOptions({ projectId, kind: "generate", limit: 100 }, wants("generateRunId")),
  );
  const policies = useQuery(
    trpc.policies.list.queryOptions({ projectId }, wants("policyVersionId", "baselineId", "candidateId")),
  );
  const rewardModels = useQuery(trpc.compare.rewardModels.queryOptions({ projectId }, wants("rewardModelVersionId")));
  const snapshots = useQuery(trpc.data.snapshots.queryOptions({ projectId }, wants("snapshotId")));
  const batches = useQuery(trpc.batches.list.queryOptions({ projectId }, wants("batchId")));
  const all = [loops, generated, policies, rewardModels, snapshots, batches];
  const pending = all.some((query) => query.isLoading);
  const offers: Offers = {
    loops: loops.data?.runs ?? [],
    generated: generated.data?.runs ?? [],
    policies: policies.data?.policies ?? [],
    rewardModels: rewardModels.data?.rewardModels ?? [],
    snapshots: snapshots.data?.snapshots ?? [],
    batches: batches.data?.batches ?? [],
  };
  return { offers: pending ? null : offers, error: all.find((query) => query.error)?.error?.message };
}
