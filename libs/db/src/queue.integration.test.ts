import { newId } from "@rlhf/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTasks } from "./batches";
import { listOutcomes } from "./outcomes";
import { ensureUser } from "./projects";
import { claimMany, claimTask, readBlindTask, submitAndClaimMany, submitJudgment } from "./queue";
import { createTestDatabase, type TestDatabase } from "./testing";
import { answer, judge, pair, queueBench, type QueueBench } from "./testing-queue";

let test: TestDatabase;
let bench: QueueBench;
beforeAll(async () => {
  test = await createTestDatabase();
  bench = queueBench(test);
});
afterAll(() => test.drop());

describe("claiming", () => {
  it("takes its lease length from the batch", async () => {
    const made = await bench.make({ leaseSeconds: 77 });
    const task = await bench.claim(made, pair(made)[0]);
    const sql = `select extract(epoch from lease_expires_at - leased_at)::int as n from assignment where id = $1`;
    expect(await bench.count(sql, [task.assignmentId])).toBe(77);
  });

  it("goes by priority, then by ordinal, never by id", async () => {
    const made = await bench.make({ tasks: 3 });
    await test.db.pool.query("update comparison_task set priority = 1 where batch_id = $1 and ordinal = 2", [
      made.batch.id,
    ]);
    const ids = [pair(made)[0].userId, pair(made)[1].userId];
    const claimed = await claimMany(test.db, made.batch.id, ids);
    expect(claimed.map((c) => c?.taskOrdinal)).toEqual([2, 0]);
  });

  it("gives two tabs of one judge the same lease", async () => {
    const made = await bench.make();
    const tabs = await Promise.all(Array.from({ length: 6 }, () => bench.claim(made, pair(made)[0])));
    expect(new Set(tabs.map((tab) => tab.assignmentId)).size).toBe(1);
    expect(await bench.slots(made)).toEqual({ status: "open", taken: 1, submitted: 0 });
  });

  it("tells the screen nothing but texts, schema and guideline", async () => {
    const made = await bench.make();
    const task = await bench.claim(made, pair(made)[0]);
    expect(Object.keys(task).sort()).toEqual(
      ["assignmentId", "guidelineVersion", "leftText", "messages", "rightText", "schema"].sort(),
    );
    await expect(
      readBlindTask(test.db, { annotatorId: pair(made)[1].userId, assignmentId: task.assignmentId }),
    ).rejects.toThrow(/of this judge/);
  });

  it("refuses a user who is no member of the project", async () => {
    const [one, other] = [await bench.make(), await bench.make()];
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
      const made = await bench.make({ tasks: 40, slots: 1, annotators: 1, seed });
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
    const made = await bench.make({ tasks: 1, slots: 1, annotators: 1 });
    const [annotator] = made.annotators;
    if (!annotator) throw new Error("expected an annotator");
    const first = await bench.claim(made, annotator);
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
    const second = await bench.claim(made, annotator);
    expect([second.leftText, second.rightText]).toEqual([first.rightText, first.leftText]);
    await submitJudgment(test.db, judge(annotator), answer(second));
    const batchIds = [made.batch.id];
    expect(await listOutcomes(test.db, { batchIds })).toHaveLength(1); // a repeat checks the judge; it is no second vote
    expect(await listOutcomes(test.db, { batchIds, withChecks: true })).toHaveLength(2);
  });
});

describe("submitting", () => {
  it("turns sides into items with the stored display order", async () => {
    const made = await bench.make({ tasks: 12, annotators: 1 });
    const [annotator] = made.annotators;
    if (!annotator) throw new Error("expected an annotator");
    const expected = new Map<string, { verdict: string; strength: number; outcome: number }>();
    for (let i = 0; i < 12; i++) {
      const task = await bench.claim(made, annotator);
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
    const made = await bench.make();
    await submitJudgment(
      test.db,
      judge(pair(made)[0]),
      answer(await bench.claim(made, pair(made)[0]), { side: "tie", strength: 0 }),
    );
    const [outcome] = await listOutcomes(test.db, { batchIds: [made.batch.id] });
    expect(outcome).toMatchObject({ verdict: "tie", outcome: 0.5, strength: 0 });
  });

  it("answers duplicate to an identical replay, also when all replays come at once", async () => {
    const made = await bench.make();
    const input = answer(await bench.claim(made, pair(made)[0]), { activeMs: 10 });
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => submitJudgment(test.db, judge(pair(made)[0]), { ...input, activeMs: i })),
    );
    expect(results.map((r) => r.status).sort()).toEqual([...Array<string>(7).fill("duplicate"), "ok"]);
    expect(results.every((r) => r.judgmentId === input.judgmentId)).toBe(true);
    expect(await bench.count("select count(*) as n from judgment where batch_id = $1", [made.batch.id])).toBe(1);
  });

  it("answers conflict to the same judgment id with other content or from another judge", async () => {
    const made = await bench.make();
    const input = answer(await bench.claim(made, pair(made)[0]));
    await submitJudgment(test.db, judge(pair(made)[0]), input);
    for (const other of [{ side: "right" as const }, { strength: 1 }, { rationale: "because" }])
      expect(await submitJudgment(test.db, judge(pair(made)[0]), { ...input, ...other })).toMatchObject({
        status: "conflict",
      });
    expect(await submitJudgment(test.db, judge(pair(made)[1]), input)).toMatchObject({ status: "conflict" });
  });

  it("refuses an edit of a revision that is no longer the newest", async () => {
    const made = await bench.make();
    const [annotator] = pair(made);
    const task = await bench.claim(made, annotator);
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
    const made = await bench.make();
    const task = await bench.claim(made, pair(made)[0]);
    expect(await submitJudgment(test.db, judge(pair(made)[1]), answer(task))).toMatchObject({ status: "unknown" });
  });

  it("refuses a tie with a strength", async () => {
    const made = await bench.make();
    const input = answer(await bench.claim(made, pair(made)[0]), { side: "tie", strength: 2 });
    await expect(submitJudgment(test.db, judge(pair(made)[0]), input)).rejects.toMatchObject({ code: "data" });
  });

  it("refuses to change or delete a stored judgment", async () => {
    const made = await bench.make();
    const input = answer(await bench.claim(made, pair(made)[0]));
    await submitJudgment(test.db, judge(pair(made)[0]), input);
    for (const sql of ["update judgment set strength = 0 where id = $1", "delete from judgment where id = $1"])
      await expect(test.db.pool.query(sql, [input.judgmentId])).rejects.toThrow(/append-only/);
    await expect(test.db.pool.query("truncate judgment cascade")).rejects.toThrow(/append-only/);
  });

  it("checks gold tasks and keeps them out of the win rates", async () => {
    const made = await bench.make({ tasks: 1 });
    const task = made.tasks[0];
    const sql = "insert into gold_item (task_id, kind, expected) values ($1, 'gold', $2)";
    await test.db.pool.query(sql, [task?.id, JSON.stringify({ verdict: "a" })]);
    const blind = await bench.claim(made, pair(made)[0]);
    const side = blind.leftText.startsWith("answer one") ? "left" : "right";
    await submitJudgment(test.db, judge(pair(made)[0]), answer(blind, { side }));
    expect(await bench.count("select count(*) as n from gold_result where task_id = $1 and passed", [task?.id])).toBe(
      1,
    );
    expect(await listOutcomes(test.db, { batchIds: [made.batch.id] })).toEqual([]);
  });
});
