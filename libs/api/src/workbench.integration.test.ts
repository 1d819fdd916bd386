import { appendEvents, appendMetrics, claimRun, claimTask, getRun, submitJudgment } from "@rlhf/db";
import { createApiToken, ensureOwner, setPassword } from "@rlhf/db/workbench";
import { makeTestBatch, type TestBatch } from "@rlhf/db/testing";
import { newId, PpoConfig } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { call, startTestServer, type TestServer } from "./testing-server";

// The nouns behind the screens, as a browser or a script uses them.

let server: TestServer;
let made: TestBatch;
let cookie: string;

beforeAll(async () => {
  server = await startTestServer();
  made = await makeTestBatch(server.db, { slug: "nouns", tasks: 12, slots: 2, annotators: 2 });
  cookie = await server.signIn((await ensureOwner(server.db, made.projectId)).userId);
});
afterAll(() => server.stop());

async function send<T>(type: "query" | "mutation", path: string, input: object): Promise<T> {
  const { data, text } = await call(server, { cookie }, { path, type, input: { projectId: made.projectId, ...input } });
  if (data === undefined) throw new Error(text);
  return data as T;
}
const ask = <T>(path: string, input: object = {}) => send<T>("query", path, input);
const tell = <T>(path: string, input: object = {}) => send<T>("mutation", path, input);
const only = <T>(path: string, type: "query" | "mutation", input: object) =>
  call(server, { cookie }, { path, type, input }).then(({ data, text }) => {
    if (data === undefined) throw new Error(text);
    return data as T;
  });

function upload(query: Record<string, string>, body: string): Promise<Response> {
  const search = new URLSearchParams({ projectId: made.projectId, ...query });
  return fetch(`${server.origin}/api/files/import?${search}`, {
    method: "POST",
    headers: { cookie, origin: server.origin },
    body,
  });
}

it("previews a file with its errors, imports its good rows once, and trains on imports by id only", async () => {
  const row = (i: number) => JSON.stringify({ prompt: `ask ${i}`, chosen: "yes", rejected: "no" });
  const body = [row(1), row(2), "{ broken", row(2), JSON.stringify({ prompt: "x" })].join("\n");
  const query = { kind: "comparison", name: "mine", file: "pairs.jsonl" };
  const preview = await (await upload({ ...query, preview: "1" }, body)).json();
  expect(preview).toMatchObject({ rows: 2, duplicates: 1, refused: 2, snapshotId: null });
  expect((preview as { errors: { line: number }[] }).errors.map((error) => error.line)).toEqual([3, 5]);
  const first = (await (await upload(query, body)).json()) as { snapshotId: string; version: number };
  const again = (await (await upload(query, body)).json()) as { snapshotId: string };
  expect(again.snapshotId).toBe(first.snapshotId);
  const settings = { data: { comparisons: [first.snapshotId] }, tokenizer: { vocabSize: 300 } };
  const run = await tell<{ id: string }>("runs.create", { name: "on my data", preset: "smoke", settings });
  const { config, inputs } = await getRun(server.db, run.id);
  expect(config).toMatchObject({
    loop: { data: { comparisons: [expect.stringMatching(/imports\/[0-9a-f]{64}\.jsonl$/)] } },
  });
  expect(inputs).toMatchObject({ imports: { comparisons: [first.snapshotId] } });
  const stolen = { name: "theft", settings: { data: { comparisons: ["/etc/passwd"] } } };
  await expect(tell("runs.create", stolen)).rejects.toThrow(/BAD_REQUEST|INTERNAL/);
  const { snapshots } = await ask<{ snapshots: { id: string; usedBy: { id: string }[] }[] }>("data.snapshots");
  expect(snapshots[0]).toMatchObject({ id: first.snapshotId, kind: "comparison", rows: 2, usedBy: [{ id: run.id }] });
});

it("imports prompts as a set that can be browsed, tagged and split", async () => {
  const lines = Array.from({ length: 30 }, (_, i) => JSON.stringify({ prompt: `what of ${i}?` })).join("\n");
  expect(await (await upload({ kind: "prompt", name: "asked" }, lines)).json()).toMatchObject({ rows: 30 });
  const { promptSets } = await ask<{ promptSets: { id: string; name: string; prompts: number }[] }>("data.promptSets");
  const set = promptSets.find((one) => one.name === "asked");
  expect(set?.prompts).toBe(30);
  type Page = { prompts: { id: string; ordinal: number; tags: string[]; split: string }[] };
  const page = await only<Page>("data.prompts", "query", { promptSetId: set?.id, limit: 10, after: 9 });
  expect(page.prompts.map((prompt) => prompt.ordinal)).toEqual(Array.from({ length: 10 }, (_, i) => i + 10));
  const promptIds = page.prompts.slice(0, 2).map((prompt) => prompt.id);
  await tell("data.changePrompts", { promptIds, addTags: ["hard"], split: "gold" });
  const tagged = await only<Page>("data.prompts", "query", { promptSetId: set?.id, tag: "hard", split: "gold" });
  expect(tagged.prompts.map((prompt) => prompt.id)).toEqual(promptIds);
});

it("makes a batch for people, tells why it serves, measures it and exports it", async () => {
  for (const { userId: annotatorId } of made.annotators)
    for (let i = 0; i < 12; i++) {
      const task = await claimTask(server.db, { annotatorId, batchId: made.batch.id });
      const side = task?.leftText.includes("one") ? "left" : "right";
      await submitJudgment(
        server.db,
        { annotatorId },
        { judgmentId: newId(), assignmentId: task?.assignmentId ?? "", side, strength: 2, activeMs: 3000 },
      );
    }
  const asked = {
    name: "people",
    policyVersionIds: made.policyVersionIds,
    comparisons: 8,
    overlap: 3,
    goldRate: 0.1,
    repeatRate: 0.1,
  };
  const batch = await tell<{ id: string; comparisons: number }>("batches.create", asked);
  expect(batch.comparisons).toBe(8);
  expect(await only("batches.show", "query", { batchId: batch.id })).toMatchObject({
    tasks: 8,
    slots: 24,
    audience: "people",
  });
  expect(await only("batches.health", "query", { batchId: batch.id })).toMatchObject({ why: "serving", freeSlots: 24 });
  const { task } = await tell<{ task: { leftText: string } | null }>("label.next", { batchId: batch.id });
  expect(task?.leftText).toMatch(/answer (one|two)/);
  await only("batches.setStatus", "mutation", { batchId: batch.id, status: "closed" });
  expect(await only("batches.health", "query", { batchId: batch.id })).toMatchObject({ why: "closed", liveLeases: 1 });
  const quality = await only<{ agreement: { value: number }; annotators: object[] }>("batches.quality", "query", {
    batchId: made.batch.id,
  });
  expect(quality.agreement.value).toBe(1);
  expect(quality.annotators).toMatchObject([
    { judgments: 12, medianSeconds: 3, agreement: { rate: 1, n: 12 }, gold: null },
    { judgments: 12, medianSeconds: 3 },
  ]);
  const exported = await fetch(`${server.origin}/api/files/batch?batchId=${made.batch.id}`, { headers: { cookie } });
  const rows = (await exported.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { chosen: { content: string }[]; margin: number });
  expect(rows).toHaveLength(24);
  expect(rows.every((row) => row.chosen[0]?.content.includes("one") && row.margin === 2)).toBe(true);
});

it("shows curves from rollups whose spikes survive, and streams events that resume", async () => {
  const run = await tell<{ id: string }>("runs.create", { name: "curves", preset: "smoke" });
  const { lease } = await claimRun(server.db, run.id, { workerId: "t", leaseSeconds: 600 });
  const points = Array.from({ length: 21_000 }, (_, step) => ({
    step,
    key: "train/loss",
    value: step === 12_345 ? 99 : 1,
  }));
  await appendMetrics(server.db, lease, points);
  type Series = { series: { max: number[]; step: number[]; n: number[]; bucketSteps: number }[] };
  const { series } = await only<Series>("runs.series", "query", { runId: run.id, maxPoints: 200 });
  expect(series[0]?.step.length).toBeLessThanOrEqual(200);
  expect(Math.max(...(series[0]?.max ?? []))).toBe(99);
  expect(series[0]?.n.reduce((a, b) => a + b)).toBe(21_000);
  const zoomed = await only<Series>("runs.series", "query", {
    runId: run.id,
    fromStep: 12_000,
    toStep: 12_999,
    maxPoints: 1_000,
  });
  expect(zoomed.series[0]).toMatchObject({ bucketSteps: 1 });
  const ids = await streamed(run.id, null, 1, () =>
    appendEvents(server.db, lease, [{ type: "log", payload: { line: "one" } }]),
  );
  await appendEvents(server.db, lease, [{ type: "log", payload: { line: "missed" } }]);
  const later = await streamed(run.id, ids.at(-1)?.id ?? "", 1, () => Promise.resolve());
  expect([...ids, ...later].map((event) => (event.payload as { line?: string }).line)).toEqual(["one", "missed"]);
  const { runs } = await ask<{ runs: { id: string; headline: object[] }[] }>("runs.list", { query: "curves" });
  expect(runs).toMatchObject([{ id: run.id, status: "running", headline: [{ key: "train/loss", value: 1 }] }]);
  const forked = await only<{ id: string }>("runs.fork", "mutation", {
    runId: run.id,
    name: "fork",
    settings: { ppo: { steps: 3 } },
  });
  const { rows } = await ask<{ rows: { path: string; values: string[] }[] }>("runs.configDiff", {
    runIds: [run.id, forked.id],
  });
  expect(rows).toEqual([{ path: "loop.ppo.steps", values: ["6", "3"], differs: true }]);
  expect(await only("runs.cancel", "mutation", { runId: forked.id })).toMatchObject({ status: "cancelled" });
  expect(await only("runs.resume", "mutation", { runId: forked.id })).toMatchObject({ status: "queued" });
  expect(await only("runs.show", "query", { runId: run.id })).toMatchObject({
    summary: { name: "curves" },
    lineage: { batches: [] },
  });
});

type Streamed = { id: string; payload: unknown };

/** Listens until `count` events have come; a new one must be here within two seconds. */
async function streamed(
  runId: string,
  lastEventId: string | null,
  count: number,
  act: () => Promise<unknown>,
): Promise<Streamed[]> {
  const input = {
    projectId: made.projectId,
    runs: [{ runId, after: -1 }],
    ...(lastEventId === null ? {} : { lastEventId }),
  };
  const abort = new AbortController();
  const url = `${server.origin}/api/trpc/runs.events?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
  const response = await fetch(url, { headers: { cookie, accept: "text/event-stream" }, signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader?.read())?.value ?? "";
  await new Promise((resolve) => setTimeout(resolve, 300)); // the stream has looked once and sleeps
  await act();
  const acted = performance.now();
  const events = () =>
    [...text.matchAll(/data: (\{"json":.*\})\nid: (.*)\n/g)].map((match) => {
      return {
        id: match[2] ?? "",
        payload: (JSON.parse(match[1] ?? "") as { json: { payload: unknown } }).json.payload,
      };
    });
  while (events().length < count) text += (await reader?.read())?.value ?? "";
  expect(performance.now() - acted).toBeLessThan(2_000);
  abort.abort();
  return events();
}

it("names every refused setting, and offers a form for each stage", async () => {
  const wrong = {
    path: "runs.create",
    type: "mutation",
    input: { projectId: made.projectId, name: "x", settings: { ppo: { klCeof: 1 } } },
  } as const;
  const refused = await call(server, { cookie }, wrong);
  expect(refused.status).toBe(400);
  expect(refused.error?.message).toMatch(/ppo\.klCeof.*did you mean ppo\.klCoef/);
  const { fields } = await only<{ fields: { path: string; unit: string; source: string }[] }>("runs.form", "query", {
    stage: "ppo",
  });
  expect(fields.find((field) => field.path === "ppo.klCoef")).toMatchObject({
    kind: "number",
    default: PpoConfig.parse({}).klCoef,
  });
  expect(fields.every((field) => field.unit !== "" && field.source !== "")).toBe(true);
});

it("shows the loop, schedules, policies and the audit chain, which notices a change", async () => {
  const home = await ask<{ boxes: { name: string; count: number; action: string }[] }>("home.show");
  expect(home.boxes.map((box) => box.name)).toContain("judgments");
  expect(home.boxes.find((box) => box.name === "judgments")).toMatchObject({ count: 24 });
  const rhythm = {
    name: "nightly",
    cron: "0 2 * * *",
    timezone: "Europe/Berlin",
    minNewJudgments: 50,
    preset: "smoke",
  };
  const { id } = await tell<{ id: string }>("schedules.create", rhythm);
  await only("schedules.pause", "mutation", { scheduleId: id });
  const { schedules } = await ask<{ schedules: { schedule: object; next: Date[] }[] }>("schedules.list");
  expect(schedules).toMatchObject([{ schedule: { name: "nightly", enabled: false }, next: [] }]);
  const { policies } = await ask<{ policies: { judgments: number }[] }>("policies.list");
  expect(policies.map((policy) => policy.judgments)).toEqual([24, 24]);
  const chain = await ask<{ rows: number; firstBreak: number | null }>("admin.verifyAudit");
  expect(chain).toMatchObject({ firstBreak: null });
  expect(chain.rows).toBeGreaterThan(8);
  await expect(server.db.pool.query("update audit_log set action = 'x' where id = 3")).rejects.toThrow(/append-only/);
  await server.db.pool.query(
    "alter table audit_log disable trigger all; update audit_log set action = 'x' where id = 3; alter table audit_log enable trigger all",
  );
  expect(await ask("admin.verifyAudit")).toMatchObject({ firstBreak: 3 });
});

it("admits an invited person once, shows a token once, and forgets a revoked one within seconds", async () => {
  const { token } = await tell<{ token: string }>("admin.invite", { role: "annotator" });
  const accept = (email: string) =>
    fetch(`${server.origin}/api/auth/invite/accept`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: server.origin, "x-forwarded-for": "10.9.9.9" },
      body: JSON.stringify({ token, name: "Ann", email, password: "a long enough password" }),
    });
  const joined = await accept("ann@a.example");
  expect(joined.status).toBe(200);
  expect((await accept("bob@a.example")).status).toBe(400);
  const own = joined.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  expect(joined.headers.getSetCookie()[0]).toMatch(/HttpOnly.*SameSite=Lax/i);
  const me = await call(server, { cookie: own }, { path: "projects.me", type: "query" });
  expect(me.data).toMatchObject({ email: "ann@a.example", projects: [{ role: "annotator" }] });
  const signIn = (password: string) =>
    fetch(`${server.origin}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: server.origin, "x-forwarded-for": "10.9.9.8" },
      body: JSON.stringify({ email: "ann@a.example", password }),
    });
  expect((await signIn("a long enough password")).status).toBe(200);
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await signIn("wrong wrong wrong")).status);
  expect(statuses).toContain(429);
  await setPassword(server.db, { email: "ann@a.example", password: "another password" }); // ends her sessions too
  await server.db.pool.query("delete from auth_rate_limit");
  expect((await signIn("a long enough password")).status).toBe(401);
  expect((await signIn("another password")).status).toBe(200);
  const { userId } = await ensureOwner(server.db, made.projectId);
  const api = await createApiToken(server.db, {
    userId,
    projectId: made.projectId,
    name: "t",
    scopes: ["read"],
    days: 1,
  });
  const { rows } = await server.db.pool.query<{ row: string }>("select t::text as row from api_token t");
  expect(rows.some(({ row }) => row.includes(api.token.slice(12)))).toBe(false);
  const list = () =>
    call(server, { token: api.token }, { path: "policies.list", type: "query", input: { projectId: made.projectId } });
  expect((await list()).status).toBe(200);
  await tell("admin.revokeToken", { id: api.id });
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  expect((await list()).status).toBe(401);
});
