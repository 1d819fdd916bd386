import type { RunDetail } from "./run-detail";

/** The address that compares the newest policy which came out of a run with the one it began from; null without both. */
export function comparisonOf({ inputs, lineage }: Pick<RunDetail, "inputs" | "lineage">): string | null {
  const ids = lineage.policyVersions.map((policy) => policy.id);
  const baseline = ids.find((id) => Object.values(inputs).includes(id));
  const candidate = lineage.policyVersions
    .filter(({ id, kind }) => id !== baseline && kind === "ppo")
    .reduce<{ id: string; version: number } | null>(
      (best, one) => (best && best.version > one.version ? best : one),
      null,
    );
  return baseline && candidate ? `/compare?candidate=${candidate.id}&baseline=${baseline}` : null;
}
