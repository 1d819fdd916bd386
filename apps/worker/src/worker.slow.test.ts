import {
  closeDatabase,
  ensureProject,
  getRun,
  listFires,
  listRuns,
  openDatabase,
  requestRun,
  continueRun,
  resetDatabase,
  startDatabase,
  type Db,
} from "@rlhf/db";
import { LoopConfig, parseConfig, type Run } from "@rlhf/domain";
import { createSchedule, pauseSchedule } from "@rlhf/jobs";
import { queueLoop } from "@rlhf/pipeline";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

/** The whole loop in seconds, with checkpoints in every training stage. */
const CONFIG = parseConfig(
  LoopConfig,
  {
    world: { kind: "harbortown", heldoutTokens: 500 },
    model: { nLayer: 1, nHead: 2, nEmbd: 16 },
    pretrain: { tokens: 12_000, batchSize: 16, checkpointEvery: 3 },
    sft: { tokens: 2_000, batchSize: 16, checkpointEvery: 3 },
    generate: { maxNewTokens: 16, batchSize: 32 },
    label: { comparisons: 40, validationComparisons: 16, overlapRate: 0.4 },
    reward: { epochs: 2, batchSize: 8, normalizeSamples: 16, checkpointEvery: 3 },
    ppo: {
      steps: 3,
      batchSize: 8,
      responseLength: 16,
      noptepochs: 2,
      nminibatches: 2,
      checkpointEvery: 2,
      probePrompts: 2,
    },
    evaluate: { prompts: 16, bestOfN: 3, bestOfNPrompts: 8, bootstrapSamples: 50 },
  },
  "test",
);

const folder = mkdtempSync(path.join(tmpdir(), "rlhf-worker-"));
const home = path.join(folder, "home");
const root = fileURLToPath(new URL("../../..", import.meta.url));
const workers: ChildProcess[] = [];
let db: Db;
let projectId: string;
let dataDir: string;
let undisturbed: string[];

beforeAll(async () => {
  chmodSync(folder, 0o711); // the server's user has to reach its cluster
  const server = await startDatabase({ home });
  dataDir = server.dataDir ?? "";
  db = await openDatabase(server.url);
  projectId = (await ensureProject(db, { slug: "worker", name: "Worker" })).id;
}, 120_000);
afterAll(async () => {
  await Promise.all(workers.map((worker) => stopped(worker, "SIGTERM")));
  await closeDatabase(db);
  await resetDatabase({ home });
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

function startWorker(): ChildProcess {
  const script = fileURLToPath(new URL("main.ts", import.meta.url));
  const env = { RLHF_HOME: home, RLHF_PRECISION: "float32", RLHF_THREADS: "1" };
  const worker = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  workers.push(worker);
  return worker;
}
async function stopped(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const end = once(worker, "exit");
  worker.kill(signal);
  await end;
}
const queued = (seed = 1) => queueLoop(db, { projectId, config: CONFIG, preset: "tiny", seed });
const until = async (id: string, is: (run: Run) => boolean, seconds = 60): Promise<Run> => {
  for (const deadline = Date.now() + 1000 * seconds; ;) {
    const run = await getRun(db, id).catch(() => null); // the database may be away
    if (run && is(run)) return run;
    if (Date.now() > deadline) throw new Error(`run ${id}: ${run?.status} (${run?.reason}) after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const ended = (run: Run) => ["succeeded", "failed", "cancelled"].includes(run.status);
/** Stage by stage: the hash of what it trained. */
const weights = (run: Run) =>
  (run.result?.runs as { kind: string; checkpoint_sha256: string | null }[]).map(
    (r) => `${r.kind} ${r.checkpoint_sha256}`,
  );
/** When the stage of this kind has its first checkpoint. */
async function inStage(id: string, kind: Run["kind"]): Promise<void> {
  await until(id, () => true);
  for (;;) {
    const [stage] = await listRuns(db, { parentRunId: id, kind });
    const { rows } = await db.pool.query("select 1 from checkpoint where run_id = $1", [stage?.id ?? null]);
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
/** The process of the supervisor, and below it the one that trains. */
const trainerOf = (worker: ChildProcess): number =>
  Number(readFileSync(`/proc/${worker.pid}/task/${worker.pid}/children`, "utf8").trim().split(" ").at(-1));

it("trains what is queued", async () => {
  startWorker();
  const run = await until((await queued()).id, ended);
  expect([run.status, run.reason]).toEqual(["succeeded", null]);
  undisturbed = weights(run);
  expect(undisturbed).toHaveLength(9);
});

it("goes on by itself within 30 s after kill -9 of trainer, worker and database, to the same weights", async () => {
  const { id } = await queued();
  const [first] = workers;
  if (!first) throw new Error("expected a worker");
  await inStage(id, "pretrain");
  process.kill(trainerOf(first), "SIGKILL");
  const killedTrainer = Date.now();
  await until(id, (run) => run.status === "running" && run.attempt === 2);
  const trainerSeconds = (Date.now() - killedTrainer) / 1000;

  await inStage(id, "sft");
  const killedWorker = Date.now();
  await stopped(first, "SIGKILL");
  startWorker();
  await until(id, (run) => run.attempt === 3);
  const workerSeconds = (Date.now() - killedWorker) / 1000;

  await inStage(id, "reward");
  process.kill(Number(readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
  const killedDatabase = Date.now();
  const run = await until(id, ended);
  const databaseSeconds = (Date.now() - killedDatabase) / 1000;
  console.log(
    `resumed after: trainer ${trainerSeconds} s, worker ${workerSeconds} s; ended ${databaseSeconds} s after the database`,
  );
  expect(Math.max(trainerSeconds, workerSeconds, databaseSeconds)).toBeLessThan(30);
  expect([run.status, run.reason]).toEqual(["succeeded", null]);
  expect(weights(run)).toEqual(undisturbed);
});

it("pauses, continues, cancels; drains on SIGTERM within 20 s and goes on at the next start", async () => {
  const { id } = await queued();
  await inStage(id, "pretrain");
  await requestRun(db, id, "pause");
  await until(id, (run) => run.status === "paused", 5);
  await continueRun(db, id);
  await inStage(id, "sft");
  const begun = Date.now();
  await Promise.all(workers.map((worker) => stopped(worker, "SIGTERM")));
  expect(Date.now() - begun).toBeLessThan(20_000);
  expect((await getRun(db, id)).status).toBe("queued");
  startWorker();
  expect(weights(await until(id, ended))).toEqual(undisturbed);
  const other = await queued(2);
  await inStage(other.id, "pretrain");
  await requestRun(db, other.id, "cancel");
  expect((await until(other.id, ended, 5)).status).toBe("cancelled");
});

it("two workers share a schedule: one run per tick, each a new policy and comparisons for people", async () => {
  startWorker();
  const rhythm = { cron: "*/5 * * * * *", timezone: "UTC", overlapPolicy: "forbid", catchUp: "none" } as const;
  const job = { loop: CONFIG, scheduled: { comparisons: 10 } };
  const schedule = await createSchedule(db, { projectId, name: "often", ...rhythm, minNewJudgments: 1, job });
  const first = await untilFired(schedule.id);
  const run = await until(first, ended);
  await pauseSchedule(db, schedule.id);
  expect([run.status, run.reason]).toEqual(["succeeded", null]);
  expect((await listRuns(db, { parentRunId: run.id })).map((stage) => stage.name).reverse()).toEqual([
    "snapshot",
    "reward",
    "ppo",
    "evaluate",
    "comparisons",
  ]);
  const { rows } = await db.pool.query<{ audience: string; tasks: number; policies: number }>(
    `select b.audience, count(distinct t.id)::int as tasks, count(distinct g.policy_version_id)::int as policies
     from label_batch b join comparison_task t on t.batch_id = b.id join task_item i on i.task_id = t.id
     join generation g on g.id = i.generation_id where b.id = $1 group by b.audience`,
    [run.result?.batchId],
  );
  expect(rows).toEqual([{ audience: "people", tasks: 10, policies: 2 }]);
  const fires = await listFires(db, schedule.id);
  expect(fires.filter((fire) => fire.outcome === "run")).toHaveLength(1); // no judgments of people since
  expect(new Set(fires.map((fire) => fire.fireAt.getTime())).size).toBe(fires.length);
});

async function untilFired(scheduleId: string): Promise<string> {
  for (;;) {
    const fired = (await listFires(db, scheduleId)).find((fire) => fire.runId !== null);
    if (fired?.runId) return fired.runId;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
