import { newId, StaleLeaseError } from "@rlhf/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase, fencedDatabase } from "./open-database";
import { ensurePolicy } from "./policies";
import { ensureProject } from "./projects";
import { inTransaction, queryError } from "./query";
import { claimRun, failRun, finishRun, heartbeat } from "./run-lease";
import { createRun, getRun } from "./runs";
import { createTestDatabase, type TestDatabase } from "./testing";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const claimed = async () => {
  const { id: projectId } = await ensureProject(test.db, { slug: newId(), name: "p" });
  const run = { projectId, kind: "pipeline", name: "loop", config: {}, codeVersion: "1", seed: 1 } as const;
  const { id: runId } = await createRun(test.db, run);
  const { lease } = await claimRun(test.db, runId, { workerId: "a", leaseSeconds: 30 });
  return { run, runId, lease, projectId };
};
const takeOver = (runId: string) => claimRun(test.db, runId, { workerId: "b", leaseSeconds: 30, takeOver: true });

it("a process that lost its run can write to no table at all, nor queue another run", async () => {
  const { run, runId, lease, projectId } = await claimed();
  const fenced = fencedDatabase(test.db, lease);
  await ensurePolicy(fenced, { projectId, name: "while it holds" });
  await takeOver(runId);
  const { rows } = await test.db.pool.query<{ name: string; column: string }>(
    `select c.relname as name, min(a.attname) as column from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     join pg_trigger t on t.tgrelid = c.oid and t.tgname = c.relname || '_fenced' where c.relname <> 'training_run' group by 1`,
  );
  expect(rows).toHaveLength(41); // all that stages write to
  for (const { name, column } of rows) {
    for (const sql of [
      `delete from "${name}" where false`,
      `update "${name}" set "${column}" = "${column}" where false`,
    ]) {
      const thrown = await fenced.pool.query(sql).catch((error: unknown) => error);
      expect(queryError(thrown), sql).toBeInstanceOf(StaleLeaseError);
    }
  }
  await expect(ensurePolicy(fenced, { projectId, name: "too late" })).rejects.toThrow(/this writer must stop/);
  await expect(createRun(fenced, run)).rejects.toBeInstanceOf(StaleLeaseError);
  await closeDatabase(fenced);
});

it("a process that lost its pipeline can no longer change the stage that it was at, though nobody took that yet", async () => {
  const { run, runId, lease } = await claimed();
  const fenced = fencedDatabase(test.db, lease);
  const stage = await createRun(fenced, { ...run, kind: "sft", name: "sft", parentRunId: runId });
  const { lease: inner } = await claimRun(fenced, stage.id, { workerId: "a", leaseSeconds: 30 });
  await heartbeat(fenced, inner, { leaseSeconds: 30 });
  await takeOver(runId);
  await expect(heartbeat(fenced, inner, { leaseSeconds: 30 })).rejects.toBeInstanceOf(StaleLeaseError);
  await expect(failRun(fenced, inner, "woke too late")).rejects.toBeInstanceOf(StaleLeaseError);
  expect((await getRun(test.db, stage.id)).status).toBe("running");
  await closeDatabase(fenced);
});

it("a run that ended is not written to by what was left behind", async () => {
  const { lease, projectId } = await claimed();
  const fenced = fencedDatabase(test.db, lease);
  await finishRun(test.db, lease);
  await expect(ensurePolicy(fenced, { projectId, name: "too late" })).rejects.toThrow(/this writer must stop/);
  await closeDatabase(fenced);
});

it("a transaction that stands still is ended before a lease would be", async () => {
  const { lease } = await claimed();
  const fenced = fencedDatabase(test.db, lease);
  const { rows } = await fenced.pool.query<{ value: string }>(
    "select current_setting('idle_in_transaction_session_timeout') as value",
  );
  expect(rows[0]?.value).toBe("10s");
  const ended = inTransaction(fenced, async (client) => {
    await client.query("set local idle_in_transaction_session_timeout = '50ms'");
    await new Promise((resolve) => setTimeout(resolve, 400));
    await client.query("select 1");
  });
  await expect(ended).rejects.toThrow(); // and the process lives
  await closeDatabase(fenced);
});
