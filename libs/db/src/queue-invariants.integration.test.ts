import { newId, type BlindTask, type JudgmentInput } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  claimMany,
  claimTask,
  reapLeases,
  retractJudgment,
  skipTask,
  submitAndClaimMany,
  submitJudgment,
} from "./queue";
import { createTestDatabase, type TestDatabase } from "./testing";
import { makeTestBatch, type TestBatch } from "./testing-batch";

const CLIENTS = 24;
const SECONDS = 5;
const SLOTS = 3;

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase({ maxConnections: CLIENTS + 4 });
});
afterAll(() => test.drop());

// Each counts rows that must not exist.
const INVARIANTS: Record<string, string> = {
  "tasks with more heads than slots": `select task_id from judgment_head h join comparison_task t on t.id = h.task_id
    group by task_id, slots_total having count(*) > slots_total`,
  "an annotator twice on a task": "select 1 from judgment_head group by task_id, annotator_id having count(*) > 1",
  "slots_submitted other than heads": `select 1 from comparison_task t
    where slots_submitted <> (select count(*) from judgment_head h where h.task_id = t.id)`,
  "slots_taken other than leased and submitted": `select 1 from comparison_task t where slots_taken <>
    (select count(*) from assignment a where a.task_id = t.id and a.status in ('leased', 'submitted'))`,
  "complete other than full":
    "select 1 from comparison_task where (status = 'complete') <> (slots_submitted = slots_total)",
  "forked revisions": "select 1 from judgment group by assignment_id, revision having count(*) > 1",
  "gaps in revisions": `select 1 from judgment group by assignment_id having max(revision) <> count(*)`,
  "heads that are not the newest revision": `select 1 from judgment_head h join judgment j on j.id = h.judgment_id
    where exists (select 1 from judgment n where n.supersedes_id = j.id) or not j.counted`,
  "submitted assignments without a head": `select 1 from assignment a
    where (status = 'submitted') <> exists (select 1 from judgment_head h where h.assignment_id = a.id)`,
  "outcomes other than heads": `select 1 from judgment_head h full join pairwise_outcome o on o.judgment_id = h.judgment_id
    where o.judgment_id is null or h.judgment_id is null`,
  "several leases of an annotator":
    "select 1 from assignment where status = 'leased' group by annotator_id having count(*) > 1",
};

it("keeps every invariant under concurrent submits, edits, undos, late answers, skips and abandoned tasks", async () => {
  const made = await makeTestBatch(test.db, { slug: "storm", tasks: 4_000, slots: SLOTS, annotators: 60 });
  const deadline = Date.now() + SECONDS * 1000;
  const tally = new Map<string, number>();
  const clients = Array.from({ length: CLIENTS }, (_, i) =>
    client(made, { random: generator(i + 1), deadline, tally }),
  );
  const reaper = async () => {
    while (Date.now() < deadline) {
      await reapLeases(test.db);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await Promise.all([...clients, reaper(), simulators(made, deadline)]);
  console.log(`judgments and answers: ${JSON.stringify(Object.fromEntries(tally))}`);
  for (const [name, sql] of Object.entries(INVARIANTS)) expect((await test.db.pool.query(sql)).rowCount, name).toBe(0);
  for (const status of ["ok", "duplicate", "conflict", "already_submitted", "undone"])
    expect(tally.get(status) ?? 0, `the storm must reach the answer ${status}`).toBeGreaterThan(0);
  const { rows } = await test.db.pool.query<{ n: number }>("select count(*)::int as n from judgment");
  expect(rows[0]?.n).toBe(
    (tally.get("ok") ?? 0) + (tally.get("surplus") ?? 0) + (tally.get("undone") ?? 0) + simulated,
  );
});

type Storm = { random: () => number; deadline: number; tally: Map<string, number> };

async function client(made: TestBatch, storm: Storm): Promise<void> {
  const note = (status: string) => storm.tally.set(status, (storm.tally.get(status) ?? 0) + 1);
  while (Date.now() < storm.deadline) {
    const annotator = made.annotators[4 + Math.floor(storm.random() * (made.annotators.length - 4))];
    if (!annotator) throw new Error("the index is within the annotators");
    const judge = { annotatorId: annotator.userId };
    const task = await claimTask(test.db, { batchId: made.batch.id, annotatorId: annotator.userId });
    if (!task) continue;
    const send = async (input: JudgmentInput) => {
      const result = await submitJudgment(test.db, judge, input);
      note(result.status);
      return result;
    };
    const action = storm.random();
    const first = answer(task);
    if (action < 0.5) await send(first);
    else if (action < 0.68) {
      await Promise.all([send(first), send(first)]); // a double click
      await send(answer(task));
      const edit = answer(task, first.judgmentId);
      await Promise.all([send(edit), send(answer(task, first.judgmentId))]); // two tabs edit
      await send({ ...first, side: "tie", strength: 0 }); // the same id, other content
    } else if (action < 0.78) {
      await send(first);
      const undo = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: first.judgmentId };
      const undone = await retractJudgment(test.db, judge, undo);
      note(undone.status === "ok" ? "undone" : undone.status);
      if (storm.random() < 0.5) await send(answer(task, undo.judgmentId));
    } else if (action < 0.9) {
      await test.db.pool.query(
        "update assignment set lease_expires_at = now() - interval '1 s' where id = $1 and status = 'leased'",
        [task.assignmentId],
      );
      if (storm.random() < 0.5) await claimTask(test.db, { batchId: made.batch.id, annotatorId: annotator.userId });
      await send(first); // late
      await send(answer(task, first.judgmentId));
    } else if (action < 0.96) await skipTask(test.db, judge, { assignmentId: task.assignmentId });
  }
}

let simulated = 0;

async function simulators(made: TestBatch, deadline: number): Promise<void> {
  const ids = made.annotators.slice(0, 4).map((annotator) => annotator.userId);
  let claimed = await claimMany(test.db, made.batch.id, ids);
  while (Date.now() < deadline && claimed.some((task) => task !== null)) {
    const round = ids.map((annotatorId, i) => {
      const assignmentId = claimed[i]?.assignmentId;
      const judgment = assignmentId ? { judgmentId: newId(), assignmentId, side: "right" as const } : null;
      return { annotatorId, judgment };
    });
    const results = await submitAndClaimMany(test.db, made.batch.id, round);
    simulated += results.filter((result) => result.submitted?.status === "ok").length;
    claimed = results.map((result) => result.claimed);
  }
}

const answer = (task: BlindTask, previousId: string | null = null): JudgmentInput => ({
  judgmentId: newId(),
  assignmentId: task.assignmentId,
  side: "left",
  strength: 1,
  previousId,
});

/** Mulberry32: small, seeded, good enough to choose actions. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
