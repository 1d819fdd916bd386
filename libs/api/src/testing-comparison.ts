import { claimTask, submitJudgment } from "@rlhf/db";
import { makeTestBatch, type TestBatch } from "@rlhf/db/testing";
import { newId } from "@rlhf/domain";
import { call, startTestServer, type TestServer } from "./testing-server";

/** A project in which two people judged every pair of policies "one" and "two": "one" wins three times of four. */
export type Comparison = {
  server: TestServer;
  made: TestBatch;
  /** Of the owner. */
  cookie: string;
  pair: { candidateId: string | undefined; baselineId: string | undefined };
  /** What the API answers the owner about this project. */
  ask<T>(path: string, input: object): Promise<T>;
};

export async function judgedComparison({ slug, tasks }: { slug: string; tasks: number }): Promise<Comparison> {
  const server = await startTestServer();
  const made = await makeTestBatch(server.db, { slug, tasks, slots: 2, annotators: 2 });
  const [owner] = made.annotators;
  await server.db.pool.query("update project_member set role = 'owner' where user_id = $1", [owner?.userId]);
  const cookie = await server.signIn(owner?.userId ?? "");
  for (const { userId: annotatorId } of made.annotators)
    for (let i = 0; i < tasks; i++) {
      const task = await claimTask(server.db, { annotatorId, batchId: made.batch.id });
      const left = task?.leftText.includes("one") === true;
      const side = i % 10 === 9 ? "tie" : left === (i % 4 !== 0) ? "left" : "right";
      const answer = { judgmentId: newId(), assignmentId: task?.assignmentId ?? "", side } as const;
      await submitJudgment(server.db, { annotatorId }, answer);
    }
  const [candidateId, baselineId] = made.policyVersionIds;
  return {
    ...{ server, made, cookie, pair: { candidateId, baselineId } },
    async ask<T>(path: string, input: object): Promise<T> {
      const question = { path, type: "query", input: { projectId: made.projectId, ...input } } as const;
      const { data, text } = await call(server, { cookie }, question);
      if (data === undefined) throw new Error(text);
      return data as T;
    },
  };
}
