import { claimTask, enqueueRun, ensureProject, getRun, createRun } from "@rlhf/db";
import { createTestDatabase, makeTestBatch, type TestDatabase } from "@rlhf/db/testing";
import { openRunQueue, type RunQueue } from "@rlhf/jobs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { StartChild } from "./start-child";
import { Supervisor } from "./supervisor";

let test: TestDatabase;
let queue: RunQueue;
beforeAll(async () => {
  test = await createTestDatabase();
  queue = await openRunQueue(test.db, { onError: (error) => expect.fail(error.message) });
});
afterAll(async () => {
  await queue.close();
  await test.drop();
});

/** A supervisor whose trainers are real processes that run this program, given the run's id. */
function supervisorOf(program: string): Supervisor {
  const startChild: StartChild = (_part, args) => {
    const child = spawn(process.execPath, ["-e", program, ...args], { stdio: "ignore" });
    const ended = once(child, "exit").then(
      ([code, signal]) => ({ code, signal }) as Awaited<ReturnType<StartChild>["ended"]>,
    );
    return { pid: child.pid ?? 0, ended, kill: (signal) => void child.kill(signal) };
  };
  return new Supervisor({ db: test.db, queue, workerId: "test/1", startChild, log: () => undefined });
}

async function queuedRun(projectId: string, name: string): Promise<string> {
  const of = { projectId, kind: "pipeline", name, config: {}, inputs: {}, seed: 1, codeVersion: "test" } as const;
  const { id } = await createRun(test.db, of);
  await enqueueRun(test.db, id);
  return id;
}

it("makes a run whose trainer dies three times a dead letter, while the others go on", async () => {
  const { id: projectId } = await ensureProject(test.db, { slug: "poison", name: "Poison" });
  const poison = await queuedRun(projectId, "poison");
  const wells = [await queuedRun(projectId, "well"), await queuedRun(projectId, "well")];
  const program = `process.argv[1] === "${poison}" ? process.kill(process.pid, "SIGKILL") : setTimeout(() => {}, 300)`;
  const supervisor = supervisorOf(program);
  const statusOf = async (id: string) => (await getRun(test.db, id)).status;
  // a well run's trainer writes its end, then leaves
  const finish = () =>
    test.db.pool.query("update training_run set status = 'succeeded' where status = 'running' and id = any($1)", [
      wells,
    ]);
  for (const deadline = Date.now() + 60_000; (await statusOf(poison)) !== "failed" && Date.now() < deadline;) {
    await supervisor.tick();
    await finish();
    await sleep(50);
  }
  for (let i = 0; i < 10; i++)
    await supervisor
      .tick()
      .then(finish)
      .then(() => sleep(50));
  const run = await getRun(test.db, poison);
  expect([run.status, run.attempt]).toEqual(["failed", 3]);
  expect(run.reason).toMatch(/^dead letter after 3 tries without progress: its process ended with signal SIGKILL/);
  expect(await Promise.all(wells.map(statusOf))).toEqual(["succeeded", "succeeded"]);
}, 90_000);

it("frees the pairs of annotators who went away, so that others get them", async () => {
  const made = await makeTestBatch(test.db, { slug: "reaped", tasks: 1, slots: 1, annotators: 2, leaseSeconds: 1 });
  const [away, here] = made.annotators.map(({ userId }) => userId);
  const claim = (annotatorId = "") => claimTask(test.db, { batchId: made.batch.id, annotatorId });
  expect(await claim(away)).not.toBeNull();
  expect(await claim(here)).toBeNull();
  await sleep(1_100);
  expect(await claim(here)).toBeNull(); // claiming alone does not free what others hold
  await supervisorOf("").tick();
  expect(await claim(here)).not.toBeNull();
});
