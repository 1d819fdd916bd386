import { claimTask, createSnapshot, submitJudgment } from "@rlhf/db";
import { ensureOwner } from "@rlhf/db/workbench";
import { makeTestBatch, type TestBatch } from "@rlhf/db/testing";
import { newId } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { call, startTestServer, type TestServer } from "./testing-server";

// What the pages Data and Batches ask for, over HTTP.

let server: TestServer;
let made: TestBatch;
let cookie: string;

beforeAll(async () => {
  server = await startTestServer();
  made = await makeTestBatch(server.db, { slug: "desk", tasks: 6, slots: 2, annotators: 2 });
  cookie = await server.signIn((await ensureOwner(server.db, made.projectId)).userId);
});
afterAll(() => server.stop());

async function send<T>(type: "query" | "mutation", path: string, input: object): Promise<T> {
  const { data, text } = await call(server, { cookie }, { path, type, input });
  if (data === undefined) throw new Error(text);
  return data as T;
}
const ask = <T>(path: string, input: object) => send<T>("query", path, input);
const tell = <T>(path: string, input: object) => send<T>("mutation", path, input);

type Report = {
  kind: string | null;
  format: string | null;
  rows: number;
  added: number | null;
  known: number | null;
  snapshotId: string;
  version: number;
};
async function upload(query: Record<string, string>, body: string): Promise<Report> {
  const search = new URLSearchParams({ projectId: made.projectId, name: "mine", ...query });
  const response = await fetch(`${server.origin}/api/files/import?${search}`, {
    method: "POST",
    headers: { cookie, origin: server.origin },
    body,
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Report;
}
const lines = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join("\n");

it("recognises a file's format, and says which of its prompts are new to the set", async () => {
  const prompts = (from: number, n: number) =>
    lines(Array.from({ length: n }, (_, i) => ({ prompt: `why ${from + i}?` })));
  expect(await upload({ kind: "auto", preview: "1" }, prompts(0, 4))).toMatchObject({
    kind: "prompt",
    format: "TRL prompt-only",
    rows: 4,
    added: null,
  });
  expect(await upload({ kind: "prompt" }, prompts(0, 4))).toMatchObject({ added: 4, known: 0, version: 1 });
  expect(await upload({ kind: "prompt" }, prompts(0, 4))).toMatchObject({ added: 0, known: 4, version: 1 });
  expect(await upload({ kind: "prompt" }, prompts(2, 4))).toMatchObject({ added: 2, known: 2, version: 2 });
  const rated = lines([{ prompt: "a", completion: "b", label: true }]);
  expect(await upload({ kind: "auto", preview: "1" }, rated)).toMatchObject({
    kind: null,
    format: "TRL unpaired preference",
  });
});

it("keeps an import once, pages through its rows, and gives the same file back", async () => {
  const rows = Array.from({ length: 7 }, (_, i) => ({ prompt: `ä ${i}`, chosen: "yes", rejected: "no" }));
  const first = await upload({ kind: "comparison", name: "pairs" }, lines(rows));
  const again = await upload({ kind: "comparison", name: "pairs" }, lines(rows));
  expect([first.added, first.known, again.added, again.known]).toEqual([7, 0, 0, 7]);
  const { snapshotId } = first;
  const found = await ask("data.snapshot", { snapshotId });
  expect(found).toMatchObject({ kind: "comparison", rows: 7, splits: null, judgmentHighWater: null });
  type Page = { rows: { rowNo: number; record: object }[]; next: { offset: number; rowNo: number } | null };
  const read: Page["rows"] = [];
  let after: Page["next"] = { offset: 0, rowNo: 0 };
  let pages = 0;
  for (; after; pages++) {
    const page: Page = await ask("data.importedRows", { snapshotId, after, limit: 3 });
    read.push(...page.rows);
    after = page.next;
  }
  expect(pages).toBe(3);
  expect(read.map((row) => row.rowNo)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(read.map((row) => row.record)).toEqual(rows);
  const file = await fetch(`${server.origin}/api/files/snapshot?snapshotId=${snapshotId}`, { headers: { cookie } });
  expect(file.headers.get("x-content-type-options")).toBe("nosniff");
  expect(await upload({ kind: "comparison", name: "pairs" }, await file.text())).toMatchObject({
    known: 7,
    version: 1,
  });
});

it("tells the tags of a set, and what a frozen snapshot holds", async () => {
  const { rows } = await server.db.pool.query<{ id: string; set: string }>(
    "select id, prompt_set_id as set from prompt where project_id = $1 and messages::text like '%prompt %' order by ordinal",
    [made.projectId],
  );
  const promptIds = rows.map((row) => row.id);
  await tell("data.changePrompts", { projectId: made.projectId, promptIds, addTags: ["all"] });
  await tell("data.changePrompts", { projectId: made.projectId, promptIds: promptIds.slice(0, 2), addTags: ["hard"] });
  expect(await ask("data.tags", { promptSetId: rows[0]?.set })).toEqual({
    tags: [
      { tag: "all", prompts: 6 },
      { tag: "hard", prompts: 2 },
    ],
  });
  const { rows: answers } = await server.db.pool.query<{ id: string }>(
    "select id from generation where prompt_id = $1 order by text",
    [promptIds[0]],
  );
  const row = {
    promptId: promptIds[0] ?? "",
    chosenGenerationId: answers[0]?.id ?? "",
    rejectedGenerationId: answers[1]?.id ?? "",
    ...{ margin: 2, weight: 1, softLabel: 1, split: "val" as const, judgmentIds: [] },
  };
  const { projectId } = made;
  const frozen = { projectId, datasetName: "judged", aggregation: "majority" as const, query: { batches: ["b"] } };
  const { id } = await createSnapshot(server.db, { ...frozen, rows: [row] });
  expect(await ask("data.snapshot", { snapshotId: id })).toMatchObject({
    rows: 1,
    splits: { train: 0, val: 1, test: 0, gold: 0 },
    aggregation: "majority",
    judgmentHighWater: expect.any(Date),
    query: { batches: ["b"] },
  });
});

const asked = () => ({ projectId: made.projectId, policyVersionIds: made.policyVersionIds, comparisons: 4 });

it("plans a batch before it is made, and refuses a name that is taken", async () => {
  expect(await ask("batches.plan", asked())).toEqual({
    prompts: 6,
    promptsWithPairs: 6,
    pairs: 6,
    comparisons: 4,
    gold: 0,
  });
  const wanted = { ...asked(), name: "week 1", overlap: 2, sampler: "least_certain", paused: true, leaseSeconds: 120 };
  const { id: batchId } = await tell<{ id: string }>("batches.create", wanted);
  await expect(tell("batches.create", wanted)).rejects.toThrow(/CONFLICT.*|has a batch/);
  expect(await ask("batches.show", { batchId })).toMatchObject({
    ...{ targetOverlap: 2, tasks: 4, slots: 8, leaseSeconds: 120, goldTasks: 0, status: "draft" },
    sampler: { kind: "least_certain" },
    policies: [{ name: "one" }, { name: "two" }],
  });
  const why = async () => (await ask<{ why: string }>("batches.health", { batchId })).why;
  expect(await why()).toBe("paused");
  expect(await tell("label.next", { projectId: made.projectId, batchId })).toMatchObject({ task: null });
  await tell("batches.setStatus", { batchId, status: "open" });
  expect(await why()).toBe("serving");
  const { rows } = await server.db.pool.query<{ p: number }>(
    "select sampling_propensity as p from comparison_task where batch_id = $1",
    [batchId],
  );
  expect(rows.map(({ p }) => p)).toEqual([1, 1, 1, 1]); // one pair for each prompt
});

it("gives each batch its agreement, the same as its quality says, and the left bias of all", async () => {
  for (const [who, { userId: annotatorId }] of made.annotators.entries())
    for (let i = 0; i < 6; i++) {
      const task = await claimTask(server.db, { annotatorId, batchId: made.batch.id });
      const one = task?.leftText.includes("one") ? "left" : "right";
      const other = one === "left" ? "right" : "left";
      const side = who === 1 && task?.messages[0]?.content === "prompt 0" ? other : one;
      const answer = { judgmentId: newId(), assignmentId: task?.assignmentId ?? "", side, strength: 1 } as const;
      await submitJudgment(server.db, { annotatorId }, answer);
    }
  type Agreements = { agreements: { batchId: string; agreement: number; interval: number[]; items: number }[] };
  const { agreements } = await ask<Agreements>("batches.agreement", { projectId: made.projectId });
  type Quality = { agreement: { value: number }; left: { rate: number; interval: number[]; n: number } };
  const quality = await ask<Quality>("batches.quality", { batchId: made.batch.id });
  expect(agreements).toMatchObject([{ batchId: made.batch.id, agreement: 5 / 6, items: 6 }]);
  expect(quality.agreement.value).toBeCloseTo(5 / 6, 12);
  const { rows } = await server.db.pool.query<{ n: number }>(
    "select count(*)::int as n from pairwise_outcome where batch_id = $1 and (outcome = 1) = i_on_left",
    [made.batch.id],
  );
  expect(quality.left).toMatchObject({ rate: (rows[0]?.n ?? NaN) / 12, n: 12 });
});
