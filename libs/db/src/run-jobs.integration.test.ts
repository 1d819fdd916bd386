import type { Run, RunLease } from "@rlhf/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  claimWaitingRun,
  continueRun,
  createRun,
  enqueueRun,
  ensureProject,
  finishRun,
  getRun,
  getRunJob,
  heldRuns,
  heartbeat,
  recoverRun,
  releaseRun,
  requestRun,
  waitingRuns,
} from "./index";
import { createTestDatabase, type TestDatabase } from "./testing";

let test: TestDatabase;
let projectId: string;
const by = { workerId: "here/1", leaseSeconds: 15 };
const died = { error: "its process ended with signal SIGKILL", counts: true, maxTries: 3, delaySeconds: 0 };

beforeAll(async () => {
  test = await createTestDatabase();
  projectId = (await ensureProject(test.db, { slug: "jobs", name: "Jobs" })).id;
});
afterAll(() => test.drop());

async function queued(name: string, scheduleId: string | null = null): Promise<Run> {
  const run = await createRun(test.db, {
    projectId,
    kind: "pipeline",
    name,
    config: { name },
    codeVersion: "test",
    seed: 1,
    scheduleId,
  });
  await enqueueRun(test.db, run.id);
  return run;
}
async function claimed(runId: string): Promise<RunLease> {
  const claim = await claimWaitingRun(test.db, runId, by);
  if (!claim) throw new Error("expected to get the run");
  return claim.lease;
}

describe("a waiting run", () => {
  it("goes to one of 20 workers that reach for it at once", async () => {
    const { id } = await queued("one winner");
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimWaitingRun(test.db, id, by)));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect(await waitingRuns(test.db, 100)).not.toContain(id);
  });

  it("that a command line executes itself is none of the workers' business", async () => {
    const run = await createRun(test.db, {
      projectId,
      kind: "pipeline",
      name: "loop",
      config: {},
      codeVersion: "t",
      seed: 1,
    });
    expect(await waitingRuns(test.db, 100)).not.toContain(run.id);
    expect(await claimWaitingRun(test.db, run.id, by)).toBeNull();
  });

  it("that someone cancelled or paused is not started, until it is continued", async () => {
    for (const request of ["cancel", "pause"] as const) {
      const { id } = await queued(`stopped by ${request}`);
      await requestRun(test.db, id, request);
      expect(await claimWaitingRun(test.db, id, by)).toBeNull();
      await continueRun(test.db, id);
      expect(await claimWaitingRun(test.db, id, by)).not.toBeNull();
    }
  });

  it("waits behind the earlier run of its schedule", async () => {
    const { rows } = await test.db.pool.query<{ id: string }>(
      `insert into schedule (id, project_id, name, cron, timezone, job_template) values (gen_random_uuid(), $1, 's', '* * * * *', 'UTC', '{}') returning id`,
      [projectId],
    );
    const [first, second] = [await queued("first", rows[0]?.id), await queued("second", rows[0]?.id)];
    expect(await claimWaitingRun(test.db, second.id, by)).toBeNull();
    await finishRun(test.db, await claimed(first.id));
    expect(await claimWaitingRun(test.db, second.id, by)).not.toBeNull();
  });
});

describe("a run whose process died", () => {
  it("waits again, and its zombie commits nothing", async () => {
    const { id } = await queued("zombie");
    const zombie = await claimed(id);
    expect((await recoverRun(test.db, zombie, died))?.status).toBe("queued");
    await expect(heartbeat(test.db, zombie, { leaseSeconds: 15 })).rejects.toThrow("must stop");
    await expect(finishRun(test.db, zombie)).rejects.toThrow("must stop");
    const owner = await claimed(id);
    await expect(finishRun(test.db, zombie)).rejects.toThrow("must stop");
    await finishRun(test.db, owner);
    expect((await getRun(test.db, id)).status).toBe("succeeded");
  });

  it("is taken over by one of many that saw it die", async () => {
    const { id } = await queued("taken over");
    const lease = await claimed(id);
    await test.db.pool.query("update training_run set lease_expires_at = now() - interval '1 second' where id = $1", [
      id,
    ]);
    expect((await heldRuns(test.db)).find((held) => held.runId === id)).toMatchObject({
      lapsed: true,
      workerId: "here/1",
    });
    const won = await Promise.all(Array.from({ length: 10 }, () => recoverRun(test.db, lease, died)));
    expect(won.filter((run) => run !== null)).toHaveLength(1);
  });

  it("becomes a dead letter at the third time without progress, and can be continued by a person", async () => {
    const { id } = await queued("poison");
    for (let time = 1; time <= 3; time++) {
      const after = await recoverRun(test.db, await claimed(id), died);
      expect([time, after?.status]).toEqual([time, time < 3 ? "queued" : "failed"]);
    }
    expect((await getRun(test.db, id)).reason).toMatch(/^dead letter after 3 tries without progress: its process/);
    expect(await getRunJob(test.db, id)).toMatchObject({ tries: 3 });
    await continueRun(test.db, id);
    expect(await getRunJob(test.db, id)).toMatchObject({ tries: 0, deadAt: null });
  });

  it("begins to count anew after a stage has finished", async () => {
    const { id } = await queued("progress");
    for (let time = 1; time <= 6; time++) {
      const lease = await claimed(id);
      const stage = await createRun(test.db, {
        projectId,
        kind: "sft",
        name: `stage ${time}`,
        config: {},
        codeVersion: "t",
        seed: 1,
        parentRunId: id,
      });
      await test.db.pool.query("update training_run set status = 'succeeded' where id = $1", [stage.id]);
      expect((await recoverRun(test.db, lease, died))?.status).toBe("queued");
    }
  });

  it("has nothing held against it when its worker or database went away", async () => {
    const { id } = await queued("storm");
    for (let time = 1; time <= 5; time++)
      expect((await recoverRun(test.db, await claimed(id), { ...died, counts: false }))?.status).toBe("queued");
    expect(await getRunJob(test.db, id)).toMatchObject({ tries: 0 });
  });
});

it("a run that is given back keeps what someone asked of it", async () => {
  const { id } = await queued("drained");
  const lease = await claimed(id);
  await requestRun(test.db, id, "pause");
  expect(await releaseRun(test.db, lease)).toMatchObject({ status: "queued", request: "pause" });
  await expect(releaseRun(test.db, lease)).rejects.toThrow("must stop");
});
