import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing";
import { answerLog } from "./testing-answer-log";
import { makeTestBatch } from "./testing-batch";
import { brokenInvariants } from "./testing-queue-invariants";
import { queueStorm, stormFailures } from "./testing-queue-storm";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase({ maxConnections: 36 });
});
afterAll(() => test.drop());

it("keeps every invariant in every snapshot, and every answer once, under 32 clients that do everything and die", async () => {
  const made = await makeTestBatch(test.db, { slug: "storm", tasks: 3_000, slots: 3, annotators: 60 });
  const report = await queueStorm(test, made, { clients: 32, seconds: 6, seed: 1 });
  expect(await stormFailures(report, test.db)).toEqual([]);
});

it("has a check that can fail: a lost answer, one that nobody sent, and damaged counters are named", async () => {
  const made = await makeTestBatch(test.db, { slug: "damaged", tasks: 200, slots: 3, annotators: 8 });
  const { log } = await queueStorm(test, made, { clients: 2, seconds: 1, seed: 500 });
  expect(await log.differences(test.db, made.batch.id)).toEqual([]);
  const strangers = await answerLog().differences(test.db, made.batch.id);
  expect(strangers.length).toBeGreaterThan(1);
  for (const line of strangers) expect(line).toContain("nobody sent it");
  await test.db.pool.query(
    `begin; set local session_replication_role = replica;
     delete from judgment where id in (select judgment_id from judgment_head h join comparison_task t on t.id = h.task_id
       where t.batch_id = '${made.batch.id}' and t.ordinal % 2 = 0);
     update judgment set verdict = 'both_bad', strength = 0 where batch_id = '${made.batch.id}';
     commit`,
  );
  const after = (await log.differences(test.db, made.batch.id)).join("\n");
  expect(after).toContain(": lost");
  expect(after).toMatch(/said "tie 0", stored "both_bad 0"/);
  await test.db.pool.query(
    "update comparison_task set slots_submitted = slots_submitted - 1 where slots_submitted > 0",
  );
  expect((await brokenInvariants(test.db)).join()).toContain("slots_submitted other than heads");
});
