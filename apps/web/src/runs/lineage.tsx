"use client";
import { ago, count } from "@rlhf/ui";
import { useNow } from "../shell/use-now";
import type { RunDetail } from "./run-detail";

/** What the run was made from and what came out of it, and the three things that make it repeatable. */
export function Lineage({ run }: { run: RunDetail }) {
  const now = useNow();
  const { policyVersions, rewardModelVersions, snapshots, batches } = run.lineage;
  const { seed, codeVersion, configHash, createdAt, workerId } = run.summary;
  const chips = [
    ...policyVersions.map((p) => ({ id: p.id, kind: "policy", name: `${p.name} v${p.version}` })),
    ...rewardModelVersions.map((r) => ({ id: r.id, kind: "reward model", name: `${r.name} v${r.version}` })),
    ...snapshots.map((s) => ({ id: s.id, kind: "snapshot", name: `${s.name} v${s.version}, ${count(s.rows)} pairs` })),
    ...batches.map((b) => ({ id: b.id, kind: "batch", name: b.name })),
  ];
  return (
    <div className="row made">
      {chips.length > 0 && <span className="t12 i3">Connected with</span>}
      {chips.map(({ id, kind, name }) => (
        <span className="chip" key={id}>
          {kind} <b className="b5 text-ink">{name}</b>
        </span>
      ))}
      <span className="t12 i3 end" title={`${createdAt.toLocaleString()}${workerId ? ` · worker ${workerId}` : ""}`}>
        created {ago(createdAt, now)} · <span className="mono">seed {seed}</span> ·{" "}
        <span className="mono">config {configHash.slice(0, 8)}</span> ·{" "}
        <span className="mono">{codeVersion.slice(0, 12)}</span>
      </span>
    </div>
  );
}
