import { newId, type ClaimedTask } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listOutcomes } from "./outcomes";
import { claimMany, judgeRounds } from "./queue";
import { createTestDatabase, type TestDatabase } from "./testing";
import { makeTestBatch } from "./testing-batch";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

// how long it takes is printed, not judged: a shared machine needed three times what a quiet one does
it("takes ten thousand simulated judgments, each once, in 313 commits", async () => {
  const made = await makeTestBatch(test.db, { slug: "throughput", tasks: 10_000, slots: 1, annotators: 4 });
  const ids = made.annotators.map((annotator) => annotator.userId);
  const answer = ({ assignmentId }: ClaimedTask) =>
    ({ judgmentId: newId(), assignmentId, side: "left", strength: 2 }) as const;
  const began = performance.now();
  let claimed = (await claimMany(test.db, made.batch.id, ids)).filter((task) => task !== null);
  let commits = 0;
  while (claimed.length > 0) {
    claimed = (await judgeRounds(test.db, made.batch.id, { claimed, rounds: 8, answer })).claimed;
    commits++;
  }
  const seconds = (performance.now() - began) / 1000;
  const outcomes = await listOutcomes(test.db, { batchIds: [made.batch.id] });
  console.log(`10,000 judgments in ${seconds.toFixed(1)} s`);
  expect(outcomes).toHaveLength(10_000);
  const onLeft = outcomes.filter((o) => o.iOnLeft).length / outcomes.length;
  expect(Math.abs(onLeft - 0.5)).toBeLessThan(0.02); // four standard errors
  expect(commits).toBe(313); // four judges at once, eight rounds in each
});
