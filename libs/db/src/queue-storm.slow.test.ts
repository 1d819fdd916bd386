import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing";
import { makeTestBatch } from "./testing-batch";
import { queueStorm, stormFailures } from "./testing-queue-storm";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase({ maxConnections: 52 });
}, 120_000);
afterAll(() => test.drop());

it("keeps every invariant in every snapshot, and every answer once, under 48 clients for 60 seconds", async () => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const made = await makeTestBatch(test.db, { slug: "storm", tasks: 15_000, slots: 3, annotators: 100 });
  const report = await queueStorm(test, made, { clients: 48, seconds: 60, seed });
  expect(await stormFailures(report, test.db)).toEqual([]);
});
