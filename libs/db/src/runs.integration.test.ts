import { newId, type Project, type RunLease } from "@rlhf/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commitCheckpoint, insertRunSamples, latestCheckpoints, liveManifests } from "./checkpoints";
import { appendEvents, appendMetrics, latestMetrics, readEvents, readMetrics, truncateMetricsAfter } from "./metrics";
import { ensureProject } from "./projects";
import {
  cancelRun,
  claimRun,
  failRun,
  finishRun,
  heartbeat,
  pauseRun,
  readRequest,
  requestRun,
  requeueRun,
  setProgress,
} from "./run-lease";
import { createRun, getRun, listRuns } from "./runs";
import { createTestDatabase, type TestDatabase } from "./testing";

let test: TestDatabase;
let project: Project;
beforeAll(async () => {
  test = await createTestDatabase();
  project = await ensureProject(test.db, { slug: "runs", name: "runs" });
});
afterAll(() => test.drop());

const newRun = (name = newId(), more: { parentRunId?: string } = {}) =>
  createRun(test.db, {
    projectId: project.id,
    kind: "ppo",
    name,
    config: { ppo: { klCoef: 0.05, klController: "fixed" }, list: [1, 2] },
    codeVersion: "test",
    seed: 3,
    ...more,
  });
const take = (runId: string, takeOver = false) =>
  claimRun(test.db, runId, { workerId: "worker", leaseSeconds: 60, takeOver });
const hash = (digit: string) => digit.repeat(64);

describe("creating a run", () => {
  it("keeps the resolved config also as dotted paths", async () => {
    const run = await newRun();
    const sql = "select path, value_text as text, value_num as num from run_config_kv where run_id = $1 order by path";
    expect((await test.db.pool.query(sql, [run.id])).rows).toEqual([
      { path: "list", text: "[1,2]", num: null },
      { path: "ppo.klCoef", text: "0.05", num: 0.05 },
      { path: "ppo.klController", text: "fixed", num: null },
    ]);
  });

  it("makes a stage of a parent once", async () => {
    const parent = await newRun();
    const [one, two] = [
      await newRun("sft", { parentRunId: parent.id }),
      await newRun("sft", { parentRunId: parent.id }),
    ];
    expect(two.id).toBe(one.id);
    expect((await listRuns(test.db, { parentRunId: parent.id })).length).toBe(1);
  });

  it("finds a run by a unique beginning of its id, and says when there is none or several", async () => {
    const run = await newRun();
    expect((await getRun(test.db, run.id.slice(0, 30))).id).toBe(run.id);
    await expect(getRun(test.db, "0")).rejects.toThrow(/several match/);
    await expect(getRun(test.db, "ffff")).rejects.toThrow(/found none/);
    await expect(getRun(test.db, "%")).rejects.toThrow(/found none/);
  });
});

describe("the lease of a run", () => {
  it("goes to exactly one of many contenders", async () => {
    const run = await newRun();
    const results = await Promise.allSettled(Array.from({ length: 16 }, () => take(run.id)));
    expect(results.filter((r) => r.status === "fulfilled")).toHaveLength(1);
    const refused = results.flatMap((r) => (r.status === "rejected" ? [(r.reason as { code: string }).code] : []));
    expect(new Set(refused)).toEqual(new Set(["busy"]));
  });

  it("shuts the older writer out of everything", async () => {
    const run = await newRun();
    const { lease: zombie } = await take(run.id);
    const { lease } = await take(run.id, true);
    expect(lease.epoch).toBe(zombie.epoch + 1);
    const writes: Record<string, () => Promise<unknown>> = {
      heartbeat: () => heartbeat(test.db, zombie, { leaseSeconds: 60 }),
      setProgress: () => setProgress(test.db, zombie, 0.5),
      readRequest: () => readRequest(test.db, zombie),
      appendMetrics: () => appendMetrics(test.db, zombie, [{ step: 1, key: "lr", value: 1 }]),
      truncateMetricsAfter: () => truncateMetricsAfter(test.db, zombie, 0),
      appendEvents: () => appendEvents(test.db, zombie, [{ type: "log", payload: "late" }]),
      commitCheckpoint: () =>
        commitCheckpoint(test.db, zombie, { step: 1, kind: "train", manifestSha256: hash("a"), bytes: 1 }),
      insertRunSamples: () => insertRunSamples(test.db, zombie, []),
      finishRun: () => finishRun(test.db, zombie, {}),
      failRun: () => failRun(test.db, zombie, "late"),
      pauseRun: () => pauseRun(test.db, zombie, "late"),
      cancelRun: () => cancelRun(test.db, zombie),
    };
    for (const [name, write] of Object.entries(writes))
      await expect(write(), name).rejects.toMatchObject({ code: "stale_lease" });
    expect(await readMetrics(test.db, run.id)).toEqual([]);
    expect(await latestCheckpoints(test.db, run.id)).toEqual([]);
    expect((await getRun(test.db, run.id)).status).toBe("running");
    await finishRun(test.db, lease, { score: 1 });
    expect(await getRun(test.db, run.id)).toMatchObject({ status: "succeeded", progress: 1, result: { score: 1 } });
    await expect(heartbeat(test.db, lease, { leaseSeconds: 1 })).rejects.toMatchObject({ code: "stale_lease" });
    await expect(take(run.id, true)).rejects.toThrow(/succeeded/);
  });

  it("can be taken from a worker that let it run out", async () => {
    const run = await newRun();
    await take(run.id);
    await test.db.pool.query("update training_run set lease_expires_at = now() - interval '1 s' where id = $1", [
      run.id,
    ]);
    expect((await take(run.id)).lease.epoch).toBe(2);
  });

  it("passes on a request to stop, and forgets it at the next claim", async () => {
    const run = await newRun();
    const { lease } = await take(run.id);
    expect(await heartbeat(test.db, lease, { leaseSeconds: 60, progress: 0.25 })).toBe("none");
    await requestRun(test.db, run.id, "cancel");
    expect(await readRequest(test.db, lease)).toBe("cancel");
    expect(await cancelRun(test.db, lease)).toMatchObject({ status: "cancelled", reason: "requested", progress: 0.25 });
    expect((await requeueRun(test.db, run.id)).status).toBe("queued");
    expect((await take(run.id)).run).toMatchObject({ status: "running", request: "none", attempt: 2 });
  });

  it("stops a waiting run at once", async () => {
    const [one, two] = [await newRun(), await newRun()];
    expect((await requestRun(test.db, one.id, "cancel")).status).toBe("cancelled");
    expect((await requestRun(test.db, two.id, "pause")).status).toBe("paused");
    await expect(requeueRun(test.db, (await take(one.id)).run.id)).rejects.toMatchObject({ code: "busy" });
  });
});

describe("metrics and events", () => {
  const points = (steps: number[]) =>
    steps.flatMap((step) => [
      { step, key: "train/loss", value: 10 - step },
      { step, key: "lr", value: step / 10 },
    ]);
  let lease: RunLease;
  beforeAll(async () => {
    lease = (await take((await newRun()).id)).lease;
  });

  it("stores each point once", async () => {
    expect(await appendMetrics(test.db, lease, points([1, 2, 3]))).toBe(6);
    expect(await appendMetrics(test.db, lease, [...points([2, 3, 4]), { step: 2, key: "lr", value: 99 }])).toBe(2);
    const lr = await readMetrics(test.db, lease.runId, ["lr"]);
    expect(lr.map((p) => [p.step, p.value])).toEqual([
      [1, 0.1],
      [2, 0.2],
      [3, 0.3],
      [4, 0.4],
    ]);
  });

  it("keeps latest values and rollups equal to the points, also after forgetting later steps", async () => {
    await appendMetrics(test.db, lease, points([17, 40]));
    expect(await truncateMetricsAfter(test.db, lease, 17)).toBe(2);
    await appendMetrics(test.db, lease, points([18]));
    expect(await latestMetrics(test.db, lease.runId)).toEqual([
      { key: "lr", step: 18, value: 1.8, min: 0.1, max: 1.8 },
      { key: "train/loss", step: 18, value: -8, min: -8, max: 9 },
    ]);
    const drift = `
      with run as (select seq from training_run where id = $1),
      fresh as (select metric_id, 1 as level, step >> 4 as bucket, count(*) as n, sum(value) as s, min(value) as lo, max(value) as hi
        from metric_point join run on run_seq = seq group by 1, 2, 3)
      select 1 from fresh f full join (select r.* from metric_rollup r join run on run_seq = seq where r.level = 1) r
        using (metric_id, level, bucket)
      where (f.n, f.lo, f.hi) is distinct from (r.n, r.vmin, r.vmax) or abs(f.s - r.vsum) > 1e-9`;
    expect((await test.db.pool.query(drift, [lease.runId])).rowCount).toBe(0);
  });

  it("keeps values that are not finite", async () => {
    await appendMetrics(test.db, lease, [
      { step: 19, key: "train/loss", value: Number.NaN },
      { step: 20, key: "train/loss", value: Number.POSITIVE_INFINITY },
    ]);
    const values = (await readMetrics(test.db, lease.runId, ["train/loss"])).slice(-2).map((p) => p.value);
    expect(values).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
  });

  it("numbers events without gaps, whoever writes at the same time, and never changes one", async () => {
    const before = await readEvents(test.db, lease.runId, { eventNo: 0 });
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        appendEvents(test.db, lease, [
          { type: "log", payload: { i } },
          { type: "log", payload: { i } },
        ]),
      ),
    );
    const all = await readEvents(test.db, lease.runId, { eventNo: 0 });
    expect(all.map((event) => event.eventNo)).toEqual(Array.from({ length: before.length + 20 }, (_, i) => i + 1));
    expect(all[0]).toMatchObject({ type: "status", payload: { status: "running", epoch: 1 } });
    await expect(test.db.pool.query("update run_event set payload = '1'")).rejects.toThrow(/append-only/);
    await expect(test.db.pool.query("delete from run_event")).rejects.toThrow(/append-only/);
  });
});

describe("checkpoints", () => {
  it("come newest first, and the same step again replaces its manifest", async () => {
    const { lease } = await take((await newRun()).id);
    const commit = (step: number, digit: string) =>
      commitCheckpoint(test.db, lease, {
        step,
        kind: "train",
        manifestSha256: hash(digit),
        weightsSha256: hash("f"),
        bytes: 5,
      });
    await commit(10, "a");
    await commit(20, "b");
    const again = await commit(20, "c");
    const all = await latestCheckpoints(test.db, lease.runId);
    expect(all.map((c) => [c.step, c.manifestSha256[0]])).toEqual([
      [20, "c"],
      [10, "a"],
    ]);
    expect(all[0]?.id).toBe(again.id);
    expect(await liveManifests(test.db)).toEqual(expect.arrayContaining([hash("a"), hash("c")]));
  });
});
