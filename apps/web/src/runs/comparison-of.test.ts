import { expect, it } from "vitest";
import { comparisonOf } from "./comparison-of";

const lineage = (policyVersions: { id: string; version: number; kind: string }[]) => ({
  policyVersions: policyVersions.map((policy) => ({ ...policy, name: policy.kind })),
  rewardModelVersions: [],
  snapshots: [],
  batches: [],
});

it("compares the newest policy of the run with the one it began from", () => {
  const sft = { id: "sft", version: 3, kind: "sft" };
  const made = [
    { id: "ppo-2", version: 2, kind: "ppo" },
    { id: "ppo-10", version: 10, kind: "ppo" },
  ];
  const inputs = { policyVersionId: "sft" };
  expect(comparisonOf({ inputs, lineage: lineage([sft, ...made]) })).toBe("/compare?candidate=ppo-10&baseline=sft");
  expect(comparisonOf({ inputs, lineage: lineage([sft]) })).toBeNull();
  expect(comparisonOf({ inputs: {}, lineage: lineage(made) })).toBeNull();
});
