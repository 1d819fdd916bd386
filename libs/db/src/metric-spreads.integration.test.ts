import { StaleLeaseError, type RunLease } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { appendMetrics, appendSpread, readSpreads, truncateMetricsAfter } from "./metrics";
import { ensureProject } from "./projects";
import { claimRun } from "./run-lease";
import { createRun } from "./runs";
import { createTestDatabase, type TestDatabase } from "./testing";

let test: TestDatabase;
let lease: RunLease;
beforeAll(async () => {
  test = await createTestDatabase();
  const project = await ensureProject(test.db, { slug: "spreads", name: "spreads" });
  const run = { projectId: project.id, kind: "ppo", name: "ppo", config: {}, codeVersion: "0", seed: 1 } as const;
  const { id } = await createRun(test.db, run);
  lease = (await claimRun(test.db, id, { workerId: "w/1", leaseSeconds: 60 })).lease;
  for (let step = 1; step <= 10; step++) {
    await appendMetrics(test.db, lease, [{ key: "objective/scores", step, value: step, wallMs: step * 10 }]);
    const spread = { key: "objective/scores", step, edges: [0, 0.5, 1], counts: [step, 1] };
    await appendSpread(test.db, lease, spread);
    await appendSpread(test.db, lease, { ...spread, counts: [9, 9] }); // the same step again changes nothing
  }
});
afterAll(() => test.drop());

const asked = (atMost: number) => readSpreads(test.db, lease.runId, { key: "objective/scores", atMost });

it("keeps one spread per step, and thins them evenly up to the newest", async () => {
  const all = await asked(100);
  expect(all.every).toBe(1);
  expect(all.spreads.map((s) => s.counts)).toEqual(Array.from({ length: 10 }, (_, i) => [i + 1, 1]));
  const few = await asked(4);
  expect(few.every).toBe(3);
  expect(few.spreads.map((s) => s.step)).toEqual([1, 4, 7, 10]);
});

it("forgets with the points what came after a checkpoint, and refuses a writer whose lease is over", async () => {
  await truncateMetricsAfter(test.db, lease, 6);
  expect((await asked(100)).spreads.map((s) => s.step)).toEqual([1, 2, 3, 4, 5, 6]);
  const stale = { ...lease, epoch: lease.epoch + 1 };
  await expect(
    appendSpread(test.db, stale, { key: "objective/scores", step: 7, edges: [], counts: [] }),
  ).rejects.toThrow(StaleLeaseError);
});
