import { newId } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listOutcomes } from "./outcomes";
import { claimMany, submitAndClaimMany } from "./queue";
import { createTestDatabase, type TestDatabase } from "./testing";
import { makeTestBatch } from "./testing-batch";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

// how long it takes is printed, not judged: 8 s on a quiet machine, 19 s were seen on a shared one
it("takes ten thousand simulated judgments, each once, in 2,501 statements", async () => {
  const made = await makeTestBatch(test.db, { slug: "throughput", tasks: 10_000, slots: 1, annotators: 4 });
  const ids = made.annotators.map((annotator) => annotator.userId);
  const began = performance.now();
  let rounds = 1;
  let claimed = await claimMany(test.db, made.batch.id, ids);
  while (claimed.some((task) => task !== null)) {
    const round = ids.map((annotatorId, i) => {
      const assignmentId = claimed[i]?.assignmentId;
      const judgment = assignmentId ? { judgmentId: newId(), assignmentId, side: "left" as const, strength: 2 } : null;
      return { annotatorId, judgment };
    });
    rounds++;
    claimed = (await submitAndClaimMany(test.db, made.batch.id, round)).map((result) => result.claimed);
  }
  const seconds = (performance.now() - began) / 1000;
  const outcomes = await listOutcomes(test.db, { batchIds: [made.batch.id] });
  console.log(`10,000 judgments in ${seconds.toFixed(1)} s`);
  expect(outcomes).toHaveLength(10_000);
  const onLeft = outcomes.filter((o) => o.iOnLeft).length / outcomes.length;
  expect(Math.abs(onLeft - 0.5)).toBeLessThan(0.02); // four standard errors
  expect(rounds).toBe(2_501); // four judges at once: one statement a round
});
