import { expect, it } from "vitest";
import { lineageOf } from "./lineage-of";

it("tells what a run was made from by its inputs; the rest came out of it, the newest first", () => {
  const policy = (id: string, version: number) => ({ id, name: "ppo", version, kind: "ppo" });
  const lineage = {
    policyVersions: [policy("p0", 1), policy("p1", 2), policy("p2", 3)],
    rewardModelVersions: [{ id: "r1", name: "reward", version: 1 }],
    snapshots: [{ id: "s1", name: "prefs", version: 4, rows: 3904 }],
    batches: [],
  };
  const { from, into } = lineageOf({ inputs: { policyVersionId: "p0", deep: ["r1"] }, lineage });
  expect(from.map(({ name }) => name)).toEqual(["ppo v1", "reward v1"]);
  expect(into.map(({ name }) => name)).toEqual(["ppo v3", "ppo v2", "prefs v4, 3\u2009904 pairs"]);
});
