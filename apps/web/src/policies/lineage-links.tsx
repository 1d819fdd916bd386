import type { RouterOutputs } from "@rlhf/api";
import { count } from "@rlhf/ui";
import Link from "next/link";
import type { ReactNode } from "react";
import { policyName } from "./policy-name";

export type PolicyDetail = RouterOutputs["policies"]["show"];
export type LineagePart = { part: string; value: ReactNode; same: string };

const link = (href: string, text: string) => (
  <Link className="num" href={href}>
    {text}
  </Link>
);
const part = (name: string, href: string | null, text: string): LineagePart => ({
  part: name,
  value: href === null ? text : link(href, text),
  same: `${href} ${text}`,
});

/** What a policy was made from, from itself back to the judgments; `same` tells whether two policies share a part. */
export function lineageParts({ policy, run, batches }: PolicyDetail): LineagePart[] {
  const { parent, rewardModel, snapshot, step, weightsSha256 } = policy;
  const from = rewardModel && `${policyName(rewardModel)}`;
  return [
    part("Policy", `/policies/${policy.id}`, policyName(policy)),
    run ? part("Run", `/runs/${run.id}`, `${run.name}, run ${run.seq}`) : part("Run", null, "none, it was imported"),
    part("Checkpoint", run && `/runs/${run.id}?tab=checkpoints`, step === null ? "none" : `step ${count(step)}`),
    part("Weights", null, weightsSha256?.slice(0, 12) ?? "not stored"),
    part("Seed", null, run ? String(run.seed) : "none"),
    part("Code", null, run ? run.codeVersion.slice(0, 12) : "none"),
    parent ? part("Parent", `/policies/${parent.id}`, policyName(parent)) : part("Parent", null, "none"),
    rewardModel
      ? part("Reward model", rewardModel.runId && `/runs/${rewardModel.runId}`, from ?? "")
      : part("Reward model", null, "none"),
    snapshot
      ? part("Snapshot", `/data/${snapshot.id}`, `${policyName(snapshot)}, ${count(snapshot.rows)} pairs`)
      : part("Snapshot", null, "none"),
    {
      part: "Batches",
      value:
        batches.length === 0
          ? "none"
          : batches.map(({ id, name, judgments }) => (
              <span key={id} className="block">
                {link(`/batches/${id}`, name)}, {count(judgments)} judgments
              </span>
            )),
      same: batches.map(({ id }) => id).join(" "),
    },
  ];
}
