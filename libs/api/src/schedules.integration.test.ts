import { ensureOwner } from "@rlhf/db/workbench";
import { makeTestBatch, type TestBatch } from "@rlhf/db/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RouterOutputs } from "./index";
import { call, startTestServer, type TestServer } from "./testing-server";

let server: TestServer;
let made: TestBatch;
let cookie: string;

beforeAll(async () => {
  server = await startTestServer();
  made = await makeTestBatch(server.db, { slug: "schedules", tasks: 1, slots: 1, annotators: 0 });
  cookie = await server.signIn((await ensureOwner(server.db, made.projectId)).userId);
});
afterAll(() => server.stop());

type Schedules = RouterOutputs["schedules"];
const ask = (path: string, type: "query" | "mutation", input: object) =>
  call(server, { cookie }, { path: `schedules.${path}`, type, input });
async function told<T>(path: string, type: "query" | "mutation", input: object): Promise<T> {
  const { data, text } = await ask(path, type, input);
  if (data === undefined) throw new Error(text);
  return data as T;
}
const create = (name: string, more: object = {}) =>
  told<Schedules["create"]>("create", "mutation", {
    projectId: made.projectId,
    name,
    cron: "0 2 * * *",
    timezone: "Europe/Berlin",
    preset: "smoke",
    ...more,
  });
const row = async (id: string) => {
  const { schedules } = await told<Schedules["list"]>("list", "query", { projectId: made.projectId });
  const found = schedules.find((one) => one.schedule.id === id);
  if (!found) throw new Error("expected the schedule in the list");
  return found;
};

it("edits what is named and keeps the rest, the job's settings included", async () => {
  const { id } = await create("edited", { settings: { ppo: { klCoef: 0.3 } }, scheduled: { comparisons: 77 } });
  const input = { scheduleId: id, cron: "30 6 * * 1", minNewJudgments: 20, settings: { ppo: { steps: 9 } } };
  await told("update", "mutation", input);
  const { schedule, next } = await row(id);
  expect(schedule).toMatchObject({
    name: "edited",
    cron: "30 6 * * 1",
    timezone: "Europe/Berlin",
    minNewJudgments: 20,
    jobTemplate: { loop: { ppo: { klCoef: 0.3, steps: 9 } }, scheduled: { comparisons: 77, overlap: 1 } },
  });
  expect(schedule.nextFireAt).toEqual(next[0]);
  const other = { scheduleId: id, preset: "quick", scheduled: { overlap: 3 } };
  await told("update", "mutation", other); // another preset forgets what was changed of the first
  expect((await row(id)).schedule.jobTemplate).toMatchObject({
    loop: { ppo: { klCoef: 0.08, steps: 50 } },
    scheduled: { comparisons: 77, overlap: 3 },
  });
});

it("stays off when it is edited while it is off", async () => {
  const { id } = await create("off");
  await told("pause", "mutation", { scheduleId: id });
  await told("update", "mutation", { scheduleId: id, cron: "0 3 * * *" });
  expect((await row(id)).schedule).toMatchObject({ enabled: false, nextFireAt: null, cron: "0 3 * * *" });
});

it("refuses another's name, a cron nobody can read, a misspelt setting and files of the server", async () => {
  const { id } = await create("first");
  await create("second");
  const update = (changes: object) => ask("update", "mutation", { scheduleId: id, ...changes });
  expect((await update({ name: "second" })).status).toBe(409);
  expect((await update({ cron: "61 * * * *" })).status).toBe(400);
  expect((await update({ timezone: "Mars/Olympus" })).status).toBe(400);
  expect((await update({ settings: { ppo: { klCeof: 1 } } })).error?.message).toMatch(/did you mean ppo\.klCoef/);
  expect((await update({ settings: { data: { comparisons: ["/etc/passwd"] } } })).status).toBe(400);
  expect((await update({ colour: "red" })).status).toBe(400);
  expect((await row(id)).schedule).toMatchObject({ name: "first", cron: "0 2 * * *" });
});

it("shows what came of its ticks with their runs, and how long these took", async () => {
  const { id } = await create("told");
  const { runId } = await told<Schedules["runNow"]>("runNow", "mutation", { scheduleId: id });
  expect(await told<Schedules["runNow"]>("runNow", "mutation", { scheduleId: id })).toMatchObject({
    runId: null,
    outcome: "skipped_overlap",
  });
  const runs = await server.db.pool.query("select id from training_run where schedule_id = $1", [id]);
  expect(runs.rows).toEqual([{ id: runId }]);
  await server.db.pool.query(
    `update training_run set status = 'succeeded', started_at = now() - interval '90 seconds', finished_at = now(),
      result = '{"winRate": 0.75, "verdict": "better"}' where id = $1`,
    [runId],
  );
  const { recent, pace, day } = await row(id);
  expect(recent.map(({ outcome }) => outcome)).toEqual(["skipped_overlap", "run"]);
  expect(recent[1]).toMatchObject({
    detail: "started by hand",
    run: { id: runId, status: "succeeded", seconds: 90, winRate: 0.75, verdict: "better" },
  });
  expect(pace).toMatchObject({ fires: 2, medianSeconds: 90, timedRuns: 1 });
  expect(day).toHaveLength(1);
  const { fires } = await told<Schedules["fires"]>("fires", "query", { scheduleId: id, limit: 1 });
  const older = await told<Schedules["fires"]>("fires", "query", {
    scheduleId: id,
    cursor: fires[0]?.fireAt,
    limit: 9,
  });
  expect(older.fires.map(({ outcome }) => outcome)).toEqual(["run"]);
});

it("previews the next ticks and the night on which clocks change", async () => {
  const rhythm = { cron: "30 2 * * *", timezone: "Europe/Berlin" };
  const { next, changes } = await told<Schedules["preview"]>("preview", "query", rhythm);
  expect(next).toHaveLength(5);
  expect(changes.map(({ kind }) => kind).sort()).toEqual(["repeated", "skipped"]);
  expect(changes.every(({ wall }) => wall[0] === "02:30")).toBe(true);
});
