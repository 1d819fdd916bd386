import { closeDatabase, ensureProject, getRun, listFires, listRuns, openDatabase, type Db } from "@rlhf/db";
import { createTestDatabase, type TestDatabase } from "@rlhf/db/testing";
import { PRESETS } from "@rlhf/domain";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fireDueSchedules, runNow } from "./fire-schedules";
import { createSchedule, pauseSchedule, resumeSchedule, type ScheduleInput } from "./schedules";

let test: TestDatabase;
let others: Db[];
const version = { codeVersion: "test" };

beforeAll(async () => {
  test = await createTestDatabase();
  others = [await openDatabase(test.url, { migrate: false }), await openDatabase(test.url, { migrate: false })];
});
afterAll(async () => {
  for (const db of others) await closeDatabase(db);
  await test.drop();
});

/** A schedule of its own project: ticks every minute, any number of judgments. */
async function schedule(name: string, changes: Partial<ScheduleInput> = {}) {
  const { id: projectId } = await ensureProject(test.db, { slug: name, name });
  const rhythm = { cron: "* * * * *", timezone: "UTC", overlapPolicy: "queue", catchUp: "one" } as const;
  const job = { loop: PRESETS.smoke };
  return createSchedule(test.db, { projectId, name, ...rhythm, minNewJudgments: 0, job, ...changes });
}
/** As if so much time had passed since its next tick was planned. */
async function plannedBefore(id: string, interval: string) {
  await test.db.pool.query(
    "update schedule set next_fire_at = date_trunc('minute', now()) - $2::interval where id = $1",
    [id, interval],
  );
}
const outcomes = async (id: string) => (await listFires(test.db, id)).map((fire) => fire.outcome);
const runsOf = (projectId: string) => listRuns(test.db, { projectId });
const finishAll = (projectId: string) =>
  test.db.pool.query("update training_run set status = 'cancelled' where project_id = $1", [projectId]);

describe("several schedulers", () => {
  it("make exactly one run per tick, 60 ticks by 6 at once", async () => {
    const { id, projectId } = await schedule("many");
    for (let tick = 60; tick > 0; tick--) {
      await plannedBefore(id, "0 minutes");
      const schedulers = [test.db, ...others].flatMap((db) => [db, db]);
      const fired = (await Promise.all(schedulers.map((db) => fireDueSchedules(db, version)))).flat();
      expect(fired.filter((one) => one.schedule.id === id)).toHaveLength(1);
      // a day of its own for each: this minute is free for the next tick
      await test.db.pool.query(
        `update schedule_fire set fire_at = fire_at - make_interval(days => $2)
         where schedule_id = $1 and fire_at > now() - interval '12 hours'`,
        [id, tick],
      );
    }
    expect(await runsOf(projectId)).toHaveLength(60);
  });

  it("make exactly one run per second of a real clock", async () => {
    const { id, projectId } = await schedule("seconds", { cron: "* * * * * *" });
    const until = Date.now() + 6_000;
    const work = async (db: Db) => {
      while (Date.now() < until) {
        await fireDueSchedules(db, version);
        await sleep(40 * Math.random());
      }
    };
    await Promise.all([test.db, ...others].map(work));
    const fires = await listFires(test.db, id);
    const runs = await runsOf(projectId);
    const seconds = fires.map((fire) => fire.fireAt.getTime() / 1000).sort((a, b) => a - b);
    expect(seconds.length).toBeGreaterThanOrEqual(5);
    expect(seconds).toEqual(seconds.map((_, i) => (seconds[0] ?? 0) + i)); // every second, none twice
    expect(runs).toHaveLength(fires.filter((fire) => fire.outcome === "run").length);
    expect(new Set(runs.map((run) => run.id))).toEqual(new Set(fires.flatMap((fire) => fire.runId ?? [])));
    await pauseSchedule(test.db, id);
  });

  it("do not fire a tick again when the clock is set back", async () => {
    const { id, projectId } = await schedule("set-back");
    await plannedBefore(id, "0 minutes");
    await fireDueSchedules(test.db, version);
    await plannedBefore(id, "0 minutes"); // the tick that has fired is planned once more
    expect(await fireDueSchedules(test.db, version)).toEqual([]);
    expect(await runsOf(projectId)).toHaveLength(1);
  });
});

describe("a tick", () => {
  it("that was missed is made up for once, or not at all", async () => {
    const weekly = { cron: "0 6 * * 1" };
    const one = await schedule("catch-up-one", weekly);
    const none = await schedule("catch-up-none", { ...weekly, catchUp: "none" });
    for (const { id } of [one, none])
      await test.db.pool.query("update schedule set next_fire_at = next_fire_at - interval '21 days' where id = $1", [
        id,
      ]);
    await fireDueSchedules(test.db, version);
    expect(await outcomes(one.id)).toEqual(["run", "skipped_catch_up", "skipped_catch_up"]);
    expect(await outcomes(none.id)).toEqual(["skipped_catch_up", "skipped_catch_up", "skipped_catch_up"]);
    expect(await runsOf(none.projectId)).toHaveLength(0);
  });

  it("is left out while the last run is unfinished, under forbid; under queue it waits behind it", async () => {
    const forbid = await schedule("forbid", { overlapPolicy: "forbid" });
    await plannedBefore(forbid.id, "0 minutes");
    await fireDueSchedules(test.db, version);
    expect((await runNow(test.db, forbid.id, version)).runId).toBeNull();
    expect(await outcomes(forbid.id)).toEqual(["skipped_overlap", "run"]);
    await finishAll(forbid.projectId);
    expect((await runNow(test.db, forbid.id, version)).runId).not.toBeNull();
  });

  it("is left out until there are enough new judgments, and says how many there are", async () => {
    const { id } = await schedule("few", { minNewJudgments: 50 });
    await plannedBefore(id, "0 minutes");
    await fireDueSchedules(test.db, version);
    const [fire] = await listFires(test.db, id);
    expect(fire).toMatchObject({
      outcome: "skipped_few_judgments",
      detail: "0 new judgments since the last run, expected 50",
    });
    const { runId } = await runNow(test.db, id, version); // a person asks: the number does not matter
    expect((await getRun(test.db, runId ?? "")).name).toBe("scheduled");
  });

  it("with a config of another version fails in the history and does not stop the others", async () => {
    const broken = await schedule("broken");
    const whole = await schedule("whole");
    await test.db.pool.query(
      'update schedule set job_template = \'{"v": 1, "loop": {"ppo": {"clip": 1}}}\' where id = $1',
      [broken.id],
    );
    for (const { id } of [broken, whole]) await plannedBefore(id, "0 minutes");
    await fireDueSchedules(test.db, version);
    expect(await outcomes(broken.id)).toEqual(["failed"]);
    expect(await outcomes(whole.id)).toEqual(["run"]);
  });
});

it("a paused schedule does not fire, and what passed meanwhile is not caught up", async () => {
  const { id } = await schedule("paused");
  await plannedBefore(id, "5 minutes");
  await pauseSchedule(test.db, id);
  await fireDueSchedules(test.db, version);
  const resumed = await resumeSchedule(test.db, id);
  await fireDueSchedules(test.db, version);
  expect(await outcomes(id)).toEqual([]);
  expect(resumed.nextFireAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
});
