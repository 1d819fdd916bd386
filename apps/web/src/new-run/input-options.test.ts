import { expect, it } from "vitest";
import { optionsFor, type Offers } from "./input-options";

type Policy = Offers["policies"][number];
const policy = (id: string, kind: Policy["kind"], more: Partial<Policy> = {}): Policy => ({
  id,
  policyId: id,
  name: kind,
  version: 1,
  kind,
  parentId: null,
  parent: null,
  runId: null,
  runSeq: null,
  step: 10,
  weightsSha256: null,
  newestOfRun: true,
  rewardModel: null,
  snapshot: null,
  generations: 0,
  judgments: 0,
  kl: 0,
  klFrom: null,
  klRunId: null,
  createdAt: new Date(0),
  ...more,
});
const none: Offers = { loops: [], generated: [], policies: [], rewardModels: [], snapshots: [], batches: [] };
const policies = [policy("p", "ppo"), policy("b", "base"), policy("s", "sft"), policy("x", "external", { step: null })];

it("offers trained policies, the likeliest for the place first", () => {
  const ids = (input: "policyVersionId" | "candidateId", kind: string) =>
    optionsFor(input, { ...none, policies }, { kind }).map((option) => option.value);
  expect(ids("policyVersionId", "ppo")).toEqual(["s", "p", "b"]);
  expect(ids("policyVersionId", "sft")).toEqual(["b", "p", "s"]);
  expect(ids("candidateId", "evaluate")).toEqual(["p", "b", "s"]);
});
