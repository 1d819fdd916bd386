import { newId } from "@rlhf/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLabelBatch, createTasks } from "./batches";
import { listOutcomes } from "./outcomes";
import { claimTask, reapLeases, retractJudgment, skipTask, submitJudgment } from "./queue";
import { createTestDatabase, type TestDatabase } from "./testing";
import { answer, judge, pair, queueBench, type QueueBench } from "./testing-queue";

let test: TestDatabase;
let bench: QueueBench;
beforeAll(async () => {
  test = await createTestDatabase();
  bench = queueBench(test);
});
afterAll(() => test.drop());

describe("undo", () => {
  it("appends a retraction, frees the slot and reopens the task", async () => {
    const made = await bench.make({ tasks: 1 });
    const [one, two] = pair(made);
    const task = await bench.claim(made, one);
    const first = answer(task);
    await submitJudgment(test.db, judge(one), first);
    expect(await bench.slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
    const undo = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: first.judgmentId };
    expect(await retractJudgment(test.db, judge(one), undo)).toMatchObject({ status: "ok", revision: 2 });
    expect(await retractJudgment(test.db, judge(one), undo)).toMatchObject({ status: "duplicate", revision: 2 });
    expect(await bench.slots(made)).toEqual({ status: "open", taken: 0, submitted: 0 });
    expect(await listOutcomes(test.db, { batchIds: [made.batch.id] })).toEqual([]);
    expect(await bench.count("select count(*) as n from judgment where batch_id = $1", [made.batch.id])).toBe(2);
    await bench.claim(made, two); // the slot is there for someone else
    const again = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: undo.judgmentId };
    expect(await retractJudgment(test.db, judge(one), again)).toMatchObject({ status: "already_retracted" });
  });

  it("lets the judge answer again, in the old view or by a new claim", async () => {
    const made = await bench.make({ tasks: 1 });
    const [one] = pair(made);
    const task = await bench.claim(made, one);
    const first = answer(task);
    await submitJudgment(test.db, judge(one), first);
    const undo = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: first.judgmentId };
    await retractJudgment(test.db, judge(one), undo);
    const again = answer(task, { side: "right", previousId: undo.judgmentId });
    expect(await submitJudgment(test.db, judge(one), again)).toMatchObject({ status: "ok", revision: 3 });
    expect(await bench.slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
    const second = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: again.judgmentId };
    await retractJudgment(test.db, judge(one), second);
    const fresh = await bench.claim(made, one);
    expect(fresh.assignmentId).not.toBe(task.assignmentId);
    expect(await submitJudgment(test.db, judge(one), answer(fresh))).toMatchObject({ status: "ok", revision: 1 });
  });
});

describe("late answers", () => {
  it("count when the slot is still free", async () => {
    const made = await bench.make({ tasks: 1 });
    const task = await bench.claim(made, pair(made)[0]);
    await bench.expireLeases(made);
    expect(await reapLeases(test.db)).toBeGreaterThanOrEqual(1);
    expect(await bench.slots(made)).toEqual({ status: "open", taken: 0, submitted: 0 });
    expect(await submitJudgment(test.db, judge(pair(made)[0]), answer(task))).toMatchObject({ status: "ok" });
    expect(await bench.slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
  });

  it("are kept as surplus when the slot has gone, and an edit of a surplus answer stores a revision too", async () => {
    const made = await bench.make({ tasks: 1 });
    const [one, two] = pair(made);
    const task = await bench.claim(made, one);
    await bench.expireLeases(made);
    await reapLeases(test.db);
    await submitJudgment(test.db, judge(two), answer(await bench.claim(made, two)));
    const late = answer(task);
    expect(await submitJudgment(test.db, judge(one), late)).toMatchObject({ status: "surplus", revision: 1 });
    const edit = answer(task, { side: "right", previousId: late.judgmentId });
    expect(await submitJudgment(test.db, judge(one), edit)).toMatchObject({ status: "surplus", revision: 2 });
    const undo = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: edit.judgmentId };
    expect(await retractJudgment(test.db, judge(one), undo)).toMatchObject({ status: "ok", revision: 3 });
    expect(await bench.slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
    expect(await listOutcomes(test.db, { batchIds: [made.batch.id] })).toHaveLength(1);
  });

  it("go to the judge's newer lease on the same task", async () => {
    const made = await bench.make({ tasks: 1 });
    const [one] = pair(made);
    const old = await bench.claim(made, one);
    await bench.expireLeases(made);
    const fresh = await bench.claim(made, one);
    expect(fresh.assignmentId).not.toBe(old.assignmentId);
    expect(await submitJudgment(test.db, judge(one), answer(old))).toMatchObject({ status: "ok" });
    expect(await submitJudgment(test.db, judge(one), answer(fresh))).toMatchObject({ status: "already_submitted" });
    expect(await bench.slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
  });
});

describe("skipping", () => {
  it("frees the slot and does not serve the task to the same judge again", async () => {
    const made = await bench.make({ tasks: 1 });
    const [one, two] = pair(made);
    const task = await bench.claim(made, one);
    expect(await skipTask(test.db, judge(one), { assignmentId: task.assignmentId, reason: "unclear" })).toBe(true);
    expect(await skipTask(test.db, judge(one), { assignmentId: task.assignmentId })).toBe(false);
    expect(await claimTask(test.db, { batchId: made.batch.id, annotatorId: one.userId })).toBeNull();
    expect((await bench.claim(made, two)).assignmentId).toBeTruthy();
  });
});

describe("batches", () => {
  it("create each ordinal once", async () => {
    const made = await bench.make({ tasks: 3 });
    const again = await createTasks(test.db, made.batch, [{ ordinal: 1, promptId: newId(), generationIds: [] }]);
    expect(again).toEqual([made.tasks[1]]);
    const same = await createLabelBatch(test.db, { ...made.batch, seed: 99 });
    expect(same).toEqual(made.batch);
  });
});
