import { count } from "@rlhf/ui";
import type { RunDetail } from "./run-detail";

export type Ancestor = { id: string; kind: string; name: string; href: string | null };

/** What a run names as its inputs, and everything else that is connected with it: its outcome. Newest outcomes first. */
export function lineageOf(run: Pick<RunDetail, "inputs" | "lineage">): { from: Ancestor[]; into: Ancestor[] } {
  const { policyVersions, rewardModelVersions, snapshots, batches } = run.lineage;
  const all: Ancestor[] = [
    ...policyVersions
      .toReversed()
      .map((p) => ({ id: p.id, kind: "policy", name: `${p.name} v${p.version}`, href: `/policies/${p.id}` })),
    ...rewardModelVersions.map((r) => ({
      id: r.id,
      kind: "reward model",
      name: `${r.name} v${r.version}`,
      href: null,
    })),
    ...snapshots.map((s) => ({
      id: s.id,
      kind: "snapshot",
      name: `${s.name} v${s.version}, ${count(s.rows)} pairs`,
      href: `/data/${s.id}`,
    })),
    ...batches.map((b) => ({ id: b.id, kind: "batch", name: b.name, href: null })),
  ];
  const named = JSON.stringify(run.inputs);
  const isInput = ({ id }: Ancestor) => named.includes(id);
  return { from: all.filter(isInput), into: all.filter((one) => !isInput(one)) };
}
