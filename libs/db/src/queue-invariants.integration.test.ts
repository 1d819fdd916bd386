import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing";
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
  const made = await makeTestBatch(test.db, { slug: "damaged", tasks: 20, slots: 3, annotators: 8 });
  const { log } = await queueStorm(test, made, { clients: 2, seconds: 1, seed: 500 });
  const before = await log.differences(test.db);
  const stored = before.filter((line) => line.includes("nobody sent it"));
  expect(stored.length).toBeGreaterThan(100); // the answers of the storm before, of which this log knows nothing
  expect(before).toEqual(stored);
  await test.db.pool.query(
    `set session_replication_role = replica;
     delete from judgment where batch_id = '${made.batch.id}' and verdict = 'a';
     update judgment set verdict = 'both_bad', strength = 0 where batch_id = '${made.batch.id}' and verdict = 'b'`,
  );
  const after = (await log.differences(test.db)).join("\n");
  expect(after).toContain(": lost");
  expect(after).toMatch(/said "(left|right) \d", stored "both_bad 0"/);
  await test.db.pool.query("update comparison_task set slots_taken = slots_taken + 1 where slots_taken < slots_total");
  expect((await brokenInvariants(test.db)).join()).toContain("slots_taken other than leased and submitted");
});
