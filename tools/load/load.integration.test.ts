import { startTestServer, type TestServer } from "@rlhf/api/testing";
import { makeTestBatch } from "@rlhf/db/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openAccounts } from "./accounts";
import { Annotator } from "./annotator";
import { openDesk, type Desk } from "./desk";
import { openLoop } from "./open-loop";
import { checkSets } from "./set-check";

// npm run load in small: the API behind a plain server instead of the built web app.

const LIMITS = { atOnce: 2, waiting: 6, patienceMs: 200 };
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits: LIMITS });
});
afterAll(() => server.stop());

async function crowd(slug: string): Promise<{ people: Annotator[]; desk: Desk; batchId: string }> {
  const made = await makeTestBatch(server.db, { slug, tasks: 200, slots: 3, annotators: 0 });
  await server.db.pool.query("update label_batch set audience = 'people' where id = $1", [made.batch.id]);
  const { projectId } = made;
  const accounts = await openAccounts(server.db, { projectId, count: 20, secret: server.secret });
  const desk = openDesk(server.origin, { projectId, seed: 1 });
  return { people: accounts.map((account) => new Annotator(account, desk)), desk, batchId: made.batch.id };
}
const NOTHING = { lost: [], doubled: [], misattributed: [], other: [] };

it("20 annotators at 40 answers a second: none lost, doubled or misattributed", async () => {
  const { people, desk, batchId } = await crowd("load-calm");
  await openLoop(people, { rate: 40, seconds: 4, patienceMs: 30_000 });
  desk.close();
  expect(desk.said.map(({ status }) => status)).toEqual(Array.from({ length: 160 }, () => "ok"));
  expect(await checkSets(server.db, batchId, desk.said)).toEqual(NOTHING);
});

it("a burst is told to come back, and comes back with the same answers", async () => {
  const { people, desk, batchId } = await crowd("load-burst");
  await openLoop(people, { rate: 2_000, seconds: 0.05, patienceMs: 60_000 });
  desk.close();
  expect(desk.seen.busy).toBeGreaterThan(0);
  expect(desk.seen.away).toBe(0);
  expect(desk.said.filter(({ status }) => status === "ok")).toHaveLength(100);
  expect(await checkSets(server.db, batchId, desk.said)).toEqual(NOTHING);
});
