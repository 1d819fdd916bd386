import { newId, type BlindTask, type JudgmentInput, type Member } from "@rlhf/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLabelBatch, createTasks } from "./batches";
import { listOutcomes } from "./outcomes";
import { ensureUser } from "./projects";
import {
  claimMany,
  claimTask,
  readBlindTask,
  reapLeases,
  retractJudgment,
  skipTask,
  submitAndClaimMany,
  submitJudgment,
} from "./queue";
import { createTestDatabase, type TestDatabase } from "./testing";
import { makeTestBatch, type TestBatch } from "./testing-batch";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

let counter = 0;
const make = (
  size: { tasks?: number; slots?: number; annotators?: number; leaseSeconds?: number; seed?: number } = {},
) => makeTestBatch(test.db, { slug: `queue-${counter++}`, tasks: 2, slots: 1, annotators: 2, ...size });

async function claim(made: TestBatch, annotator: Member): Promise<BlindTask> {
  const task = await claimTask(test.db, { batchId: made.batch.id, annotatorId: annotator.userId });
  if (!task) throw new Error("expected a task to claim");
  return task;
}

const answer = (task: BlindTask, more: Partial<JudgmentInput> = {}): JudgmentInput => ({
  judgmentId: newId(),
  assignmentId: task.assignmentId,
  side: "left",
  strength: 2,
  ...more,
});
const judge = (member: Member) => ({ annotatorId: member.userId });
const expireLeases = (made: TestBatch) =>
  test.db.pool.query(
    "update assignment set lease_expires_at = now() - interval '1 s' where batch_id = $1 and status = 'leased'",
    [made.batch.id],
  );
const count = async (sql: string, values: unknown[]): Promise<number> => {
  const { rows } = await test.db.pool.query<{ n: string }>(sql, values);
  return Number(rows[0]?.n);
};
const slots = async (made: TestBatch, ordinal = 0) => {
  const sql = `select status, slots_taken as taken, slots_submitted as submitted from comparison_task
    where batch_id = $1 and ordinal = $2`;
  return (await test.db.pool.query(sql, [made.batch.id, ordinal])).rows[0] as unknown;
};
function pair(made: TestBatch): [Member, Member] {
  const [first, second] = made.annotators;
  if (!first || !second) throw new Error("expected two annotators");
  return [first, second];
}

describe("claiming", () => {
  it("takes its lease length from the batch", async () => {
    const made = await make({ leaseSeconds: 77 });
    const task = await claim(made, pair(made)[0]);
    const sql = `select extract(epoch from lease_expires_at - leased_at)::int as n from assignment where id = $1`;
    expect(await count(sql, [task.assignmentId])).toBe(77);
  });

  it("goes by priority, then by ordinal, never by id", async () => {
    const made = await make({ tasks: 3 });
    await test.db.pool.query("update comparison_task set priority = 1 where batch_id = $1 and ordinal = 2", [
      made.batch.id,
    ]);
    const ids = [pair(made)[0].userId, pair(made)[1].userId];
    const claimed = await claimMany(test.db, made.batch.id, ids);
    expect(claimed.map((c) => c?.taskOrdinal)).toEqual([2, 0]);
  });

  it("gives two tabs of one judge the same lease", async () => {
    const made = await make();
    const tabs = await Promise.all(Array.from({ length: 6 }, () => claim(made, pair(made)[0])));
    expect(new Set(tabs.map((tab) => tab.assignmentId)).size).toBe(1);
    expect(await slots(made)).toEqual({ status: "open", taken: 1, submitted: 0 });
  });

  it("tells the screen nothing but texts, schema and guideline", async () => {
    const made = await make();
    const task = await claim(made, pair(made)[0]);
    expect(Object.keys(task).sort()).toEqual(
      ["assignmentId", "guidelineVersion", "leftText", "messages", "rightText", "schema"].sort(),
    );
    await expect(
      readBlindTask(test.db, { annotatorId: pair(made)[1].userId, assignmentId: task.assignmentId }),
    ).rejects.toThrow(/of this judge/);
  });

  it("refuses a user who is no member of the project", async () => {
    const [one, other] = [await make(), await make()];
    const stranger = await ensureUser(test.db, { projectId: other.projectId, name: newId(), kind: "simulated" });
    await expect(claimTask(test.db, { batchId: one.batch.id, annotatorId: stranger.userId })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("display order", () => {
  it("is the same for the same seed and ordinals, whatever the ids", async () => {
    const orders = [];
    for (const seed of [11, 11, 12]) {
      const made = await make({ tasks: 40, slots: 1, annotators: 1, seed });
      let claimed = await claimMany(
        test.db,
        made.batch.id,
        made.annotators.map((a) => a.userId),
      );
      const lefts: boolean[] = [];
      while (claimed[0]) {
        const at = claimed[0];
        const texts = await readBlindTask(test.db, at);
        lefts.push(texts.leftText.startsWith("answer one"));
        const judgment = { judgmentId: newId(), assignmentId: at.assignmentId, side: "tie" as const };
        const round = await submitAndClaimMany(test.db, made.batch.id, [{ annotatorId: at.annotatorId, judgment }]);
        claimed = round.map((r) => r.claimed);
      }
      orders.push(lefts.join());
    }
    expect(orders[0]).toBe(orders[1]);
    expect(orders[0]).not.toBe(orders[2]);
    expect(orders[0]).toContain("true");
    expect(orders[0]).toContain("false");
  });

  it("swaps the sides of a repeated task", async () => {
    const made = await make({ tasks: 1, slots: 1, annotators: 1 });
    const [annotator] = made.annotators;
    if (!annotator) throw new Error("expected an annotator");
    const first = await claim(made, annotator);
    await submitJudgment(test.db, judge(annotator), answer(first));
    const { rows } = await test.db.pool.query<{ prompt_id: string; ids: string[] }>(
      `select t.prompt_id, array_agg(i.generation_id order by i.item_no) as ids from comparison_task t
       join task_item i on i.task_id = t.id where t.batch_id = $1 group by t.prompt_id`,
      [made.batch.id],
    );
    const repeatOfTaskId = made.tasks[0]?.id ?? null;
    const [row] = rows;
    await createTasks(test.db, made.batch, [
      { ordinal: 1, promptId: row?.prompt_id ?? "", generationIds: row?.ids ?? [], repeatOfTaskId },
    ]);
    const second = await claim(made, annotator);
    expect([second.leftText, second.rightText]).toEqual([first.rightText, first.leftText]);
    await submitJudgment(test.db, judge(annotator), answer(second));
    const batchIds = [made.batch.id];
    expect(await listOutcomes(test.db, { batchIds })).toHaveLength(1); // a repeat checks the judge; it is no second vote
    expect(await listOutcomes(test.db, { batchIds, withChecks: true })).toHaveLength(2);
  });
});

describe("submitting", () => {
  it("turns sides into items with the stored display order", async () => {
    const made = await make({ tasks: 12, annotators: 1 });
    const [annotator] = made.annotators;
    if (!annotator) throw new Error("expected an annotator");
    const expected = new Map<string, { verdict: string; strength: number; outcome: number }>();
    for (let i = 0; i < 12; i++) {
      const task = await claim(made, annotator);
      const side = i % 2 === 0 ? ("left" as const) : ("right" as const);
      const oneChosen = (side === "left" ? task.leftText : task.rightText).startsWith("answer one");
      const input = answer(task, { side, strength: 3 });
      expect(await submitJudgment(test.db, judge(annotator), input)).toMatchObject({ status: "ok", revision: 1 });
      expected.set(input.judgmentId, {
        verdict: oneChosen ? "a" : "b",
        strength: oneChosen ? 3 : -3,
        outcome: oneChosen ? 1 : 0,
      });
    }
    const outcomes = await listOutcomes(test.db, { batchIds: [made.batch.id] });
    expect(outcomes).toHaveLength(12);
    for (const o of outcomes)
      expect({ verdict: o.verdict, strength: o.strength, outcome: o.outcome }).toEqual(expected.get(o.judgmentId));
    expect(new Set(outcomes.map((o) => o.iOnLeft)).size).toBe(2);
    expect(outcomes.every((o) => o.dlen === 1 && o.judgeKind === "simulated")).toBe(true);
  });

  it("counts ties one half", async () => {
    const made = await make();
    await submitJudgment(
      test.db,
      judge(pair(made)[0]),
      answer(await claim(made, pair(made)[0]), { side: "tie", strength: 0 }),
    );
    const [outcome] = await listOutcomes(test.db, { batchIds: [made.batch.id] });
    expect(outcome).toMatchObject({ verdict: "tie", outcome: 0.5, strength: 0 });
  });

  it("answers duplicate to an identical replay, also when all replays come at once", async () => {
    const made = await make();
    const input = answer(await claim(made, pair(made)[0]), { activeMs: 10 });
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => submitJudgment(test.db, judge(pair(made)[0]), { ...input, activeMs: i })),
    );
    expect(results.map((r) => r.status).sort()).toEqual([...Array<string>(7).fill("duplicate"), "ok"]);
    expect(results.every((r) => r.judgmentId === input.judgmentId)).toBe(true);
    expect(await count("select count(*) as n from judgment where batch_id = $1", [made.batch.id])).toBe(1);
  });

  it("answers conflict to the same judgment id with other content or from another judge", async () => {
    const made = await make();
    const input = answer(await claim(made, pair(made)[0]));
    await submitJudgment(test.db, judge(pair(made)[0]), input);
    for (const other of [{ side: "right" as const }, { strength: 1 }, { rationale: "because" }])
      expect(await submitJudgment(test.db, judge(pair(made)[0]), { ...input, ...other })).toMatchObject({
        status: "conflict",
      });
    expect(await submitJudgment(test.db, judge(pair(made)[1]), input)).toMatchObject({ status: "conflict" });
  });

  it("refuses an edit of a revision that is no longer the newest", async () => {
    const made = await make();
    const [annotator] = pair(made);
    const task = await claim(made, annotator);
    const first = answer(task);
    await submitJudgment(test.db, judge(annotator), first);
    const edit = answer(task, { side: "right", previousId: first.judgmentId });
    expect(await submitJudgment(test.db, judge(annotator), edit)).toMatchObject({ status: "ok", revision: 2 });
    const stale = answer(task, { side: "tie", strength: 0, previousId: first.judgmentId });
    expect(await submitJudgment(test.db, judge(annotator), stale)).toEqual({
      status: "conflict",
      judgmentId: edit.judgmentId,
      revision: 2,
    });
    expect(await submitJudgment(test.db, judge(annotator), answer(task))).toMatchObject({
      status: "already_submitted",
    });
    const outcomes = await listOutcomes(test.db, { batchIds: [made.batch.id] });
    expect(outcomes.map((o) => o.judgmentId)).toEqual([edit.judgmentId]);
  });

  it("knows nothing of another judge's assignment", async () => {
    const made = await make();
    const task = await claim(made, pair(made)[0]);
    expect(await submitJudgment(test.db, judge(pair(made)[1]), answer(task))).toMatchObject({ status: "unknown" });
  });

  it("refuses a tie with a strength", async () => {
    const made = await make();
    const input = answer(await claim(made, pair(made)[0]), { side: "tie", strength: 2 });
    await expect(submitJudgment(test.db, judge(pair(made)[0]), input)).rejects.toMatchObject({ code: "data" });
  });

  it("refuses to change or delete a stored judgment", async () => {
    const made = await make();
    const input = answer(await claim(made, pair(made)[0]));
    await submitJudgment(test.db, judge(pair(made)[0]), input);
    for (const sql of ["update judgment set strength = 0 where id = $1", "delete from judgment where id = $1"])
      await expect(test.db.pool.query(sql, [input.judgmentId])).rejects.toThrow(/append-only/);
    await expect(test.db.pool.query("truncate judgment cascade")).rejects.toThrow(/append-only/);
  });

  it("checks gold tasks and keeps them out of the win rates", async () => {
    const made = await make({ tasks: 1 });
    const task = made.tasks[0];
    const sql = "insert into gold_item (task_id, kind, expected) values ($1, 'gold', $2)";
    await test.db.pool.query(sql, [task?.id, JSON.stringify({ verdict: "a" })]);
    const blind = await claim(made, pair(made)[0]);
    const side = blind.leftText.startsWith("answer one") ? "left" : "right";
    await submitJudgment(test.db, judge(pair(made)[0]), answer(blind, { side }));
    expect(await count("select count(*) as n from gold_result where task_id = $1 and passed", [task?.id])).toBe(1);
    expect(await listOutcomes(test.db, { batchIds: [made.batch.id] })).toEqual([]);
  });
});

describe("undo", () => {
  it("appends a retraction, frees the slot and reopens the task", async () => {
    const made = await make({ tasks: 1 });
    const [one, two] = pair(made);
    const task = await claim(made, one);
    const first = answer(task);
    await submitJudgment(test.db, judge(one), first);
    expect(await slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
    const undo = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: first.judgmentId };
    expect(await retractJudgment(test.db, judge(one), undo)).toMatchObject({ status: "ok", revision: 2 });
    expect(await retractJudgment(test.db, judge(one), undo)).toMatchObject({ status: "duplicate", revision: 2 });
    expect(await slots(made)).toEqual({ status: "open", taken: 0, submitted: 0 });
    expect(await listOutcomes(test.db, { batchIds: [made.batch.id] })).toEqual([]);
    expect(await count("select count(*) as n from judgment where batch_id = $1", [made.batch.id])).toBe(2);
    await claim(made, two); // the slot is there for someone else
    const again = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: undo.judgmentId };
    expect(await retractJudgment(test.db, judge(one), again)).toMatchObject({ status: "already_retracted" });
  });

  it("lets the judge answer again, in the old view or by a new claim", async () => {
    const made = await make({ tasks: 1 });
    const [one] = pair(made);
    const task = await claim(made, one);
    const first = answer(task);
    await submitJudgment(test.db, judge(one), first);
    const undo = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: first.judgmentId };
    await retractJudgment(test.db, judge(one), undo);
    const again = answer(task, { side: "right", previousId: undo.judgmentId });
    expect(await submitJudgment(test.db, judge(one), again)).toMatchObject({ status: "ok", revision: 3 });
    expect(await slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
    const second = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: again.judgmentId };
    await retractJudgment(test.db, judge(one), second);
    const fresh = await claim(made, one);
    expect(fresh.assignmentId).not.toBe(task.assignmentId);
    expect(await submitJudgment(test.db, judge(one), answer(fresh))).toMatchObject({ status: "ok", revision: 1 });
  });
});

describe("late answers", () => {
  it("count when the slot is still free", async () => {
    const made = await make({ tasks: 1 });
    const task = await claim(made, pair(made)[0]);
    await expireLeases(made);
    expect(await reapLeases(test.db)).toBeGreaterThanOrEqual(1);
    expect(await slots(made)).toEqual({ status: "open", taken: 0, submitted: 0 });
    expect(await submitJudgment(test.db, judge(pair(made)[0]), answer(task))).toMatchObject({ status: "ok" });
    expect(await slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
  });

  it("are kept as surplus when the slot has gone, and an edit of a surplus answer stores a revision too", async () => {
    const made = await make({ tasks: 1 });
    const [one, two] = pair(made);
    const task = await claim(made, one);
    await expireLeases(made);
    await reapLeases(test.db);
    await submitJudgment(test.db, judge(two), answer(await claim(made, two)));
    const late = answer(task);
    expect(await submitJudgment(test.db, judge(one), late)).toMatchObject({ status: "surplus", revision: 1 });
    const edit = answer(task, { side: "right", previousId: late.judgmentId });
    expect(await submitJudgment(test.db, judge(one), edit)).toMatchObject({ status: "surplus", revision: 2 });
    const undo = { judgmentId: newId(), assignmentId: task.assignmentId, previousId: edit.judgmentId };
    expect(await retractJudgment(test.db, judge(one), undo)).toMatchObject({ status: "ok", revision: 3 });
    expect(await slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
    expect(await listOutcomes(test.db, { batchIds: [made.batch.id] })).toHaveLength(1);
  });

  it("go to the judge's newer lease on the same task", async () => {
    const made = await make({ tasks: 1 });
    const [one] = pair(made);
    const old = await claim(made, one);
    await expireLeases(made);
    const fresh = await claim(made, one);
    expect(fresh.assignmentId).not.toBe(old.assignmentId);
    expect(await submitJudgment(test.db, judge(one), answer(old))).toMatchObject({ status: "ok" });
    expect(await submitJudgment(test.db, judge(one), answer(fresh))).toMatchObject({ status: "already_submitted" });
    expect(await slots(made)).toEqual({ status: "complete", taken: 1, submitted: 1 });
  });
});

describe("skipping", () => {
  it("frees the slot and does not serve the task to the same judge again", async () => {
    const made = await make({ tasks: 1 });
    const [one, two] = pair(made);
    const task = await claim(made, one);
    expect(await skipTask(test.db, judge(one), { assignmentId: task.assignmentId, reason: "unclear" })).toBe(true);
    expect(await skipTask(test.db, judge(one), { assignmentId: task.assignmentId })).toBe(false);
    expect(await claimTask(test.db, { batchId: made.batch.id, annotatorId: one.userId })).toBeNull();
    expect((await claim(made, two)).assignmentId).toBeTruthy();
  });
});

describe("batches", () => {
  it("create each ordinal once", async () => {
    const made = await make({ tasks: 3 });
    const again = await createTasks(test.db, made.batch, [{ ordinal: 1, promptId: newId(), generationIds: [] }]);
    expect(again).toEqual([made.tasks[1]]);
    const same = await createLabelBatch(test.db, { ...made.batch, seed: 99 });
    expect(same).toEqual(made.batch);
  });
});
