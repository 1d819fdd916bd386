import { newId } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTasks } from "./batches";
import { claimTask, skipTask, submitJudgment } from "./queue";
import { createTestDatabase, type TestDatabase } from "./testing";
import { makeTestBatch, type TestBatch } from "./testing-batch";

// Gold and repeated items are mixed in by the claim itself, at the batch's rates.

let test: TestDatabase;
beforeAll(async () => void (test = await createTestDatabase()));
afterAll(() => test.drop());

const TASKS = 120;

async function batchWithRates(slug: string, rates: { gold: number; repeat: number }): Promise<TestBatch> {
  const made = await makeTestBatch(test.db, { slug, tasks: TASKS, slots: 2, annotators: 2 });
  await test.db.pool.query("update label_batch set gold_rate = $2, repeat_rate = $3 where id = $1", [
    made.batch.id,
    rates.gold,
    rates.repeat,
  ]);
  const { rows } = await test.db.pool.query<{ prompt_id: string; ids: string[] }>(
    `select t.prompt_id, array_agg(i.generation_id order by i.item_no) as ids from comparison_task t
     join task_item i on i.task_id = t.id where t.batch_id = $1 and t.ordinal < 12 group by t.id`,
    [made.batch.id],
  );
  const gold = rows.map((row, i) => ({
    ordinal: TASKS + i,
    promptId: row.prompt_id,
    generationIds: row.ids,
    slotsTotal: 1000,
    gold: { kind: "gold" as const, expected: { verdict: "a" } },
  }));
  await createTasks(test.db, made.batch, gold);
  return made;
}

async function labelAll(made: TestBatch, annotatorId: string) {
  const judge = { annotatorId };
  for (;;) {
    const task = await claimTask(test.db, { ...judge, batchId: made.batch.id });
    if (!task) break;
    const answer = { judgmentId: newId(), assignmentId: task.assignmentId, side: "left" as const };
    expect((await submitJudgment(test.db, judge, answer)).status).toBe("ok");
  }
  const { rows } = await test.db.pool.query<{ kind: string; task: string; original: string | null; order: number[] }>(
    `select case when g.task_id is not null then 'gold' when t.repeat_of_task_id is not null then 'repeat' else 'plain' end as kind,
       t.id as task, t.repeat_of_task_id as original, a.display_order as order
     from assignment a join comparison_task t on t.id = a.task_id left join gold_item g on g.task_id = t.id
     where a.annotator_id = $1 and a.batch_id = $2 order by a.leased_at`,
    [annotatorId, made.batch.id],
  );
  return rows;
}

const annotator = (made: TestBatch, no: number): string => made.annotators[no]?.userId ?? "";

it("serves gold and repeats at the batch's rates, and every plain task exactly once", async () => {
  const made = await batchWithRates("rates", { gold: 0.08, repeat: 0.12 });
  const served = await labelAll(made, annotator(made, 0));
  const count = (kind: string) => served.filter((row) => row.kind === kind).length;
  expect(count("plain")).toBe(TASKS);
  // binomial, about 150 claims: ±4 standard deviations; gold is capped by the 12 there are
  expect(count("repeat")).toBeGreaterThan(3);
  expect(count("repeat")).toBeLessThan(35);
  expect(count("gold")).toBeGreaterThan(1);
  expect(new Set(served.map((row) => row.task)).size).toBe(served.length);
  const kinds = served.map((row) => row.kind);
  const places = kinds.flatMap((kind, i) => (kind === "plain" ? [] : [i]));
  expect(Math.max(...places)).toBeGreaterThan(TASKS / 2); // not in one heap at the start or the end
  expect(Math.min(...places)).toBeLessThan(TASKS / 2);
});

it("repeats an own task once, later, with the sides swapped, and keeps it out of the win rates", async () => {
  const made = await batchWithRates("repeats", { gold: 0, repeat: 0.3 });
  const served = await labelAll(made, annotator(made, 1));
  const repeats = served.filter((row) => row.kind === "repeat");
  expect(repeats.length).toBeGreaterThan(10);
  expect(new Set(repeats.map((row) => row.original)).size).toBe(repeats.length);
  for (const repeat of repeats) {
    const first = served.findIndex((row) => row.task === repeat.original);
    expect(served.indexOf(repeat) - first).toBeGreaterThan(5);
    expect(served[first]?.order).toEqual([...repeat.order].reverse());
  }
  const { rows } = await test.db.pool.query<{ weight: number; n: number }>(
    "select weight, count(*)::int as n from pairwise_outcome where batch_id = $1 group by weight order by weight",
    [made.batch.id],
  );
  // without a rate for gold, gold tasks are tasks like any other; their outcomes never weigh either
  expect(rows).toEqual([
    { weight: 0, n: repeats.length + 12 },
    { weight: 1, n: TASKS },
  ]);
});

it("offers an annotator's repeat to nobody else after a skip", async () => {
  const made = await batchWithRates("skipped", { gold: 0, repeat: 0.5 });
  const first = annotator(made, 0);
  let skipped = 0;
  for (let i = 0; i < 60; i++) {
    const task = await claimTask(test.db, { annotatorId: first, batchId: made.batch.id });
    if (!task) break;
    const { rows } = await test.db.pool.query(
      "select 1 from assignment a join comparison_task t on t.id = a.task_id where a.id = $1 and t.repeat_of_task_id is not null",
      [task.assignmentId],
    );
    const answer = { judgmentId: newId(), assignmentId: task.assignmentId, side: "tie" as const };
    if (rows.length === 0) await submitJudgment(test.db, { annotatorId: first }, answer);
    else if (await skipTask(test.db, { annotatorId: first }, { assignmentId: task.assignmentId })) skipped++;
  }
  expect(skipped).toBeGreaterThan(5);
  const others = await labelAll(made, annotator(made, 1));
  const own = new Set(others.filter((row) => row.kind === "plain").map((row) => row.task));
  expect(others.filter((row) => row.kind === "repeat").every((row) => own.has(row.original ?? ""))).toBe(true);
});
