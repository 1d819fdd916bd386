import { newId, type BlindTask, type JudgmentInput, type Member } from "@rlhf/domain";
import { claimTask } from "./queue";
import type { TestDatabase } from "./testing";
import { makeTestBatch, type TestBatch } from "./testing-batch";

/** What the tests of the queue do again and again, on the database of their file. */
export type QueueBench = {
  make(size?: Partial<Parameters<typeof makeTestBatch>[1]>): Promise<TestBatch>;
  claim(made: TestBatch, annotator: Member): Promise<BlindTask>;
  expireLeases(made: TestBatch): Promise<void>;
  count(sql: string, values: unknown[]): Promise<number>;
  /** Status and counters of task 0. */
  slots(made: TestBatch): Promise<unknown>;
};

export function queueBench(test: TestDatabase): QueueBench {
  let counter = 0;
  return {
    make: (size = {}) =>
      makeTestBatch(test.db, { slug: `queue-${counter++}`, tasks: 2, slots: 1, annotators: 2, ...size }),
    async claim(made, annotator) {
      const task = await claimTask(test.db, { batchId: made.batch.id, annotatorId: annotator.userId });
      if (!task) throw new Error("expected a task to claim");
      return task;
    },
    async expireLeases(made) {
      const sql = `update assignment set lease_expires_at = now() - interval '1 s' where batch_id = $1 and status = 'leased'`;
      await test.db.pool.query(sql, [made.batch.id]);
    },
    async count(sql, values) {
      const { rows } = await test.db.pool.query<{ n: string }>(sql, values);
      return Number(rows[0]?.n);
    },
    async slots(made) {
      const sql = `select status, slots_taken as taken, slots_submitted as submitted from comparison_task
        where batch_id = $1 and ordinal = 0`;
      return (await test.db.pool.query<Record<string, unknown>>(sql, [made.batch.id])).rows[0];
    },
  };
}

export const answer = (task: BlindTask, more: Partial<JudgmentInput> = {}): JudgmentInput => ({
  judgmentId: newId(),
  assignmentId: task.assignmentId,
  side: "left",
  strength: 2,
  ...more,
});

export const judge = (member: Member) => ({ annotatorId: member.userId });

export function pair(made: TestBatch): [Member, Member] {
  const [first, second] = made.annotators;
  if (!first || !second) throw new Error("expected two annotators");
  return [first, second];
}
