import { listOutcomes } from "@rlhf/db";
import { makeTestLineage, type TestLineage } from "@rlhf/db/testing-lineage";
import { ensureOwner } from "@rlhf/db/workbench";
import { afterAll, beforeAll, expect, it } from "vitest";
import { call, startTestServer, type TestServer } from "./testing-server";

// From a policy up to the judgments that made it, and from a number down to the judgments it is made of.

let server: TestServer;
let made: TestLineage;
let cookie: string;
const PROMPTS = 12;

beforeAll(async () => {
  server = await startTestServer();
  made = await makeTestLineage(server.db, { slug: "lineage", prompts: PROMPTS });
  cookie = await server.signIn((await ensureOwner(server.db, made.projectId)).userId);
});
afterAll(() => server.stop());

async function ask<T>(path: string, input: object): Promise<T> {
  const { data, text } = await call(server, { cookie }, { path, type: "query", input });
  if (data === undefined) throw new Error(text);
  return data as T;
}
type Policy = { id: string; createdAt: Date; klFrom: string | null };
const list = async (input: object = {}) =>
  (await ask<{ policies: Policy[] }>("policies.list", { projectId: made.projectId, ...input })).policies;

it("lists every version with what made it and how much is known of it", async () => {
  const { baseline, first, last } = made.policies;
  const policies = await list();
  expect(policies.find((one) => one.id === last)).toMatchObject({
    ...{
      name: "ppo",
      version: 2,
      step: 20,
      newestOfRun: true,
      runId: made.runs.ppo,
      parent: { id: baseline, name: "one" },
    },
    ...{ rewardModel: { id: made.rewardModelVersionId, runId: made.runs.reward }, snapshot: { id: made.snapshotId } },
    ...{ generations: PROMPTS, judgments: PROMPTS, kl: 3.2, klFrom: "evaluation", klRunId: made.runs.evaluate },
  });
  expect(policies.find((one) => one.id === first)).toMatchObject({
    ...{
      step: 10,
      newestOfRun: false,
      generations: 2,
      judgments: 0,
      kl: 10 / 8,
      klFrom: "training",
      klRunId: made.runs.ppo,
    },
  });
  const start = { runId: null, parent: null, rewardModel: null, snapshot: null, kl: null, klFrom: null };
  expect(policies.find((one) => one.id === baseline)).toMatchObject({ ...start, judgments: 2 * PROMPTS });
});

it("pages and filters the list without losing a version", async () => {
  const all = await list();
  const seen: string[] = [];
  for (let page = await list({ limit: 1 }); page[0];) {
    const { id, createdAt } = page[0];
    seen.push(id);
    page = await list({ limit: 1, before: { createdAt, id } });
  }
  expect(seen).toEqual(all.map((one) => one.id));
  expect((await list({ kind: "ppo" })).length).toBe(2);
  expect((await list({ kind: "ppo", newestOfRun: true })).map((one) => one.id)).toEqual([made.policies.last]);
  expect((await list({ query: "TW" })).map((one) => one.id)).toEqual([made.policyVersionIds[1]]);
});

it("leads from a policy to the batches that its reward model learned from", async () => {
  const { baseline, first, last } = made.policies;
  const shown = await ask("policies.show", { policyVersionId: last });
  expect(shown).toMatchObject({
    ancestors: [{ id: baseline }],
    children: [],
    checkpoints: [
      { id: first, step: 10 },
      { id: last, step: 20 },
    ],
    batches: [{ id: made.batch.id, judgments: PROMPTS }],
    config: { nLayer: 2 },
  });
  expect(await ask("policies.show", { policyVersionId: baseline })).toMatchObject({
    children: [{ id: last }],
    batches: [],
  });
});

type Judgments = {
  total: number | null;
  rows: {
    judgmentId: string;
    at: Date;
    outcome: number;
    strength: number;
    candidate: { id: string };
    run: object | null;
  }[];
};
const judgments = (input: object) => ask<Judgments>("compare.judgments", { projectId: made.projectId, ...input });

it("shows the very judgments behind a number, from the candidate's side, page by page", async () => {
  const pair = { candidateId: made.policies.last, baselineId: made.policies.baseline };
  const lost = await judgments({ ...pair, outcome: 0 });
  expect(lost.total).toBe(PROMPTS / 3);
  expect(lost.rows.every((row) => row.strength < 0 && row.candidate.id === pair.candidateId)).toBe(true);
  expect(lost.rows[0]?.run).toMatchObject({ id: made.runs.evaluate, kind: "evaluate" });
  const turned = await judgments({ candidateId: pair.baselineId, baselineId: pair.candidateId, outcome: 1 });
  expect(turned.rows.map((row) => row.judgmentId)).toEqual(lost.rows.map((row) => row.judgmentId));
  expect(turned.rows.every((row) => row.strength > 0)).toBe(true);
  const all: string[] = [];
  let before: object | null = null;
  for (let page = await judgments({ limit: 5 }); page.rows.length > 0; page = await judgments({ limit: 5, before })) {
    expect(page.total).toBe(before ? null : 2 * PROMPTS);
    all.push(...page.rows.map((row) => row.judgmentId));
    before = { at: page.rows.at(-1)?.at, judgmentId: page.rows.at(-1)?.judgmentId };
  }
  const outcomes = await listOutcomes(server.db, { projectId: made.projectId });
  expect(all.toSorted()).toEqual(outcomes.map((row) => row.judgmentId).sort());
});

it("counts and lists under one filter", async () => {
  const filters = [
    { candidateId: made.policies.baseline },
    { judgeKind: "human" },
    { annotatorId: made.person.userId, outcome: 1 },
    { batchId: made.batch.id },
    { split: "train", charsOver: 7, charsUpTo: 8 },
    { tag: "none has this" },
  ];
  const totals = [];
  for (const filter of filters) {
    const { rows, total } = await judgments({ ...filter, limit: 500 });
    expect(rows.length).toBe(total);
    totals.push(total);
  }
  expect(totals).toEqual([24, 12, expect.any(Number), 12, 20, 0]); // "prompt 0" to "prompt 9" have 8 characters
});

it("puts answers side by side, in the order asked for, with the votes between the first two", async () => {
  type Samples = {
    total: number;
    rows: { promptId: string; rate: number; votes: { strength: number }[]; answers: { text: string }[] }[];
  };
  const { baseline, first, last } = made.policies;
  const samples = (input: object) => ask<Samples>("compare.samples", { projectId: made.projectId, ...input });
  const both = await samples({ policyVersionIds: [last, baseline], order: "lost", limit: 5 });
  expect(both.total).toBe(PROMPTS);
  expect(both.rows.map((row) => row.rate)).toEqual([0, 0, 0, 0, 1]);
  expect(both.rows[0]?.votes).toMatchObject([{ strength: expect.any(Number) as number }]);
  expect(both.rows[0]?.votes[0]?.strength).toBeLessThan(0);
  expect(both.rows[0]?.answers.map((answer) => answer.text.split(" ")[1])).toEqual(["ppo", "one"]);
  expect((await samples({ policyVersionIds: [last, baseline, first] })).total).toBe(2); // probes of the first checkpoint
  expect((await samples({ policyVersionIds: [last, baseline], search: "WORDS MORE" })).total).toBe(PROMPTS);
  expect((await samples({ policyVersionIds: [last, baseline], search: "prompt 3" })).total).toBe(1);
  expect((await samples({ policyVersionIds: [last, baseline], judgeKind: "oracle" })).rows[0]?.votes).toEqual([]);
});

it("counts regressions by state, and says who decided", async () => {
  type Regressions = {
    rows: { promptId: string; losses: number; decidedBy: string | null }[];
    counts: Record<string, number>;
  };
  const pair = { projectId: made.projectId, candidateId: made.policies.last, baselineId: made.policies.baseline };
  const before = await ask<Regressions>("compare.regressions", pair);
  expect(before.counts).toEqual({ open: 4, acknowledged: 0, fixed: 0, wont_fix: 0 });
  const [row] = before.rows;
  expect(row).toMatchObject({ losses: 1, decidedBy: null });
  const triage = { ...pair, promptId: row?.promptId, status: "acknowledged", note: "known" };
  await call(server, { cookie }, { path: "compare.triage", type: "mutation", input: triage });
  const after = await ask<Regressions>("compare.regressions", { ...pair, status: "acknowledged" });
  expect(after.counts).toEqual({ open: 3, acknowledged: 1, fixed: 0, wont_fix: 0 });
  expect(after.rows).toMatchObject([
    { promptId: row?.promptId, note: "known", decidedBy: expect.any(String) as string },
  ]);
  expect((await ask<Regressions>("compare.regressions", { ...pair, judgeKind: "oracle" })).rows).toEqual([]);
});

it("finds runs, policies, batches and prompts by all words in any order, and the newest without words", async () => {
  type Found = Record<"runs" | "policies" | "batches" | "prompts", { id: string; name?: string; text?: string }[]>;
  const find = (words: string) => ask<Found>("find.anything", { projectId: made.projectId, words });
  expect((await find("step ppo 10")).policies.map((one) => one.id)).toEqual([made.policies.first]);
  expect((await find("reward RUN")).runs.map((one) => one.id)).toEqual([made.runs.reward]);
  expect((await find("evaluation")).batches.map((one) => one.id)).toEqual([made.evaluationBatchId]);
  expect((await find("11  prompt")).prompts.map((one) => one.text)).toEqual(["prompt 11"]);
  const newest = await find("");
  expect(newest.policies[0]?.id).toBe(made.policies.last);
  expect(newest.prompts).toEqual([]);
  expect(await find("nothing has this name")).toEqual({ runs: [], policies: [], batches: [], prompts: [] });
});

it("draws the frontier of one project when another has metrics of the same name", async () => {
  await makeTestLineage(server.db, { slug: "neighbour", prompts: 3 });
  const frontier = await ask<object>("compare.frontier", { projectId: made.projectId });
  expect(JSON.stringify(frontier)).toContain(made.policies.last);
});
