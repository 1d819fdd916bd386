"use client";
import type { RouterOutputs } from "@rlhf/api";
import { useQuery } from "@tanstack/react-query";
import { useProject } from "../shell/project";
import { useTRPC } from "../trpc";
import type { Asked } from "./address";

export type Policy = RouterOutputs["policies"]["list"]["policies"][number];

export const policyName = ({ name, version, step }: Policy): string =>
  `${name} v${version}${step === null ? "" : `, step ${step}`}`;

/** The policies that have weights, newest first, and those that an address means. */
export function usePolicies(asked: Asked) {
  const trpc = useTRPC();
  const { projectId } = useProject();
  const list = useQuery(trpc.policies.list.queryOptions({ projectId }));
  const policies = list.data?.policies.filter((policy) => policy.step !== null) ?? [];
  const byId = (id: string | null) => policies.find((policy) => policy.id === id) ?? null;
  const newest = (kind: Policy["kind"]) => policies.find((policy) => policy.kind === kind) ?? null;
  const a = byId(asked.a) ?? newest("ppo") ?? newest("sft") ?? policies[0] ?? null;
  const b = byId(asked.b);
  const reference =
    asked.reference === "none" ? null : (byId(asked.reference) ?? byId(a?.parentId ?? null) ?? newest("sft"));
  return { policies, a, b, reference, pending: list.isPending, error: list.error?.message };
}
