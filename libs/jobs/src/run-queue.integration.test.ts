import { newId } from "@rlhf/domain";
import { createTestDatabase, type TestDatabase } from "@rlhf/db/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRunQueue, type RunQueue, type WakeUp } from "./run-queue";

let test: TestDatabase;
let queue: RunQueue;
let other: RunQueue;

beforeAll(async () => {
  test = await createTestDatabase();
  const onError = (error: Error) => {
    throw error;
  };
  queue = await openRunQueue(test.db, { onError });
  other = await openRunQueue(test.db, { onError });
});
afterAll(async () => {
  await queue.close();
  await other.close();
  await test.drop();
});

async function nextWithin(seconds: number): Promise<WakeUp | null> {
  for (const until = Date.now() + 1000 * seconds; Date.now() < until;) {
    const job = await queue.next();
    if (job) return job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}

it("wakes once per run, and one worker alone", async () => {
  const runId = newId();
  expect(await queue.wake(runId)).toBe(true);
  expect(await other.wake(runId)).toBe(false);
  const woken = (await Promise.all([queue.next(), other.next(), queue.next()])).filter((job) => job !== null);
  expect(woken.map((job) => job.runId)).toEqual([runId]);
  expect(await other.wake(runId)).toBe(false); // its start is under way
  for (const job of woken) await queue.done(job);
  expect(await other.wake(runId)).toBe(true); // and may be needed again
  await queue.done((await queue.next()) ?? { jobId: "", runId });
});

it("keeps a start that fails three times among the dead letters, and the others go on", async () => {
  const [poison, well] = [newId(), newId()];
  await queue.wake(poison);
  let starts = 0;
  for (let job = await queue.next(); job !== null; job = await nextWithin(4)) {
    expect(job.runId).toBe(poison);
    starts++;
    await queue.failed(job, "on purpose");
    if (starts === 1) {
      await queue.wake(well); // is served before the poison's next try
      const next = await queue.next();
      expect(next?.runId).toBe(well);
      if (next) await queue.done(next);
    }
  }
  expect(starts).toBe(3);
  const { rows } = await test.db.pool.query<{ data: object }>(
    "select data from pgboss.job where name = 'training-run-dead'",
  );
  expect(rows.map((row) => row.data)).toEqual([{ v: 1, runId: poison }]);
});
