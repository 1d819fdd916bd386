import { makeTestBatch, type TestBatch } from "@rlhf/db/testing";
import { newId } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { call, startTestServer, type TestServer } from "./testing-server";

let server: TestServer;
let made: TestBatch;
let cookies: string[];

beforeAll(async () => {
  server = await startTestServer();
  made = await makeTestBatch(server.db, { slug: "label", tasks: 6, slots: 2, annotators: 2 });
  await server.db.pool.query("update label_batch set audience = 'people' where id = $1", [made.batch.id]);
  cookies = await Promise.all(made.annotators.map(async (one) => server.signIn(one.userId)));
});
afterAll(() => server.stop());

type Task = { assignmentId: string; leftText: string };
const next = async (cookie: string | undefined) => {
  const input = { projectId: made.projectId };
  const { data } = await call(server, { cookie }, { path: "label.next", type: "mutation", input });
  return data as { task: Task | null; why: string | null };
};
const post = (no: number, path: string, input: unknown) =>
  call(server, { cookie: cookies[no] }, { path, type: "mutation", input });

it("serves nothing but what the contract allows", async () => {
  const { task } = await next(cookies[0]);
  expect(Object.keys(task ?? {}).sort()).toEqual([
    "assignmentId",
    "guidelineVersion",
    "leftText",
    "messages",
    "rightText",
    "schema",
  ]);
  expect((await next(cookies[0])).task).toEqual(task); // two tabs: the same lease
});

it("keeps an answer once, and lets it be edited and undone", async () => {
  const { task } = await next(cookies[0]);
  const assignmentId = task?.assignmentId ?? "";
  const judgmentId = newId();
  const answer = { judgmentId, assignmentId, side: "left", strength: 2 };
  expect((await post(0, "label.submit", answer)).data).toEqual({ status: "ok", judgmentId, revision: 1 });
  expect((await post(0, "label.submit", answer)).data).toMatchObject({ status: "duplicate" });
  expect((await post(0, "label.submit", { ...answer, side: "right" })).data).toMatchObject({ status: "conflict" });
  const edited = newId();
  const edit = { ...answer, judgmentId: edited, side: "tie", strength: 0, previousId: judgmentId };
  expect((await post(0, "label.edit", edit)).data).toMatchObject({ status: "ok", revision: 2 });
  const undo = { judgmentId: newId(), assignmentId, previousId: edited };
  expect((await post(0, "label.undo", undo)).data).toMatchObject({ status: "ok", revision: 3 });
  const { rows } = await server.db.pool.query("select verdict from judgment order by revision");
  expect(rows.map((row: { verdict: string }) => row.verdict).slice(1)).toEqual(["tie", "retracted"]);
});

it("shows my history as I saw it, and nobody else's", async () => {
  const { task } = await next(cookies[1]);
  await post(1, "label.submit", { judgmentId: newId(), assignmentId: task?.assignmentId, side: "right", strength: 3 });
  const history = async (no: number) => {
    const input = { projectId: made.projectId };
    const { data } = await call(server, { cookie: cookies[no] }, { path: "label.history", type: "query", input });
    return (data as { items: { leftText: string; side: string; strength: number }[] }).items;
  };
  expect(await history(1)).toMatchObject([{ leftText: task?.leftText, side: "right", strength: 3 }]);
  expect((await history(0)).map((item) => item.side)).toEqual(["retracted"]);
});

it("refuses an answer to another annotator's assignment as unknown", async () => {
  const { task } = await next(cookies[0]);
  const answer = { judgmentId: newId(), assignmentId: task?.assignmentId, side: "left" };
  expect((await post(1, "label.submit", answer)).data).toMatchObject({ status: "unknown" });
});

it("skips, flags, renews a lease and says how it goes", async () => {
  const first = (await next(cookies[0])).task?.assignmentId;
  expect((await post(0, "label.heartbeat", { assignmentId: first })).data).toEqual({ done: true });
  expect((await post(0, "label.skip", { assignmentId: first, reason: "unclear" })).data).toEqual({ done: true });
  expect((await post(0, "label.heartbeat", { assignmentId: first })).data).toEqual({ done: false });
  const second = (await next(cookies[0])).task?.assignmentId;
  const flag = { assignmentId: second, reason: "offensive", note: "names a person" };
  expect((await post(0, "label.flag", flag)).data).toEqual({ done: true });
  const { rows } = await server.db.pool.query("select skip_reason from assignment where id = $1", [second]);
  expect(rows).toEqual([{ skip_reason: "flag:offensive names a person" }]);
  const input = { projectId: made.projectId, dayStart: new Date(Date.now() - 3_600_000) };
  const progress = await call(server, { cookie: cookies[1] }, { path: "label.progress", type: "query", input });
  expect(progress.data).toMatchObject({ today: 1, total: 1, agreement: null, waiting: "few" });
});

it("brings the next pair with the reply to an answer when asked to, and counts no second lease", async () => {
  const { task } = await next(cookies[1]);
  const answer = { judgmentId: newId(), assignmentId: task?.assignmentId, side: "tie", andNext: true };
  const { data } = await post(1, "label.submit", answer);
  const came = (data as { status: string; next: { task: Task | null } }).next.task;
  expect(data).toMatchObject({ status: "ok" });
  expect(came?.assignmentId).not.toBe(task?.assignmentId);
  expect((await next(cookies[1])).task).toEqual(came); // the same live lease
  expect((await post(1, "label.submit", answer)).data).toMatchObject({ status: "duplicate", next: { task: came } });
});

it("does not serve a simulator's batch to people", async () => {
  await server.db.pool.query("update label_batch set audience = 'automatic' where id = $1", [made.batch.id]);
  expect(await next(cookies[1])).toEqual({ task: null, why: "empty" });
});
