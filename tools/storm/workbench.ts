// The whole product under kill -9: web server, worker, trainer, Postgres, or all at once with the parent that keeps them,
// while annotators label over HTTP and loops train; and under Ctrl-C. What is killed below a living parent comes back by itself,
// after the rest the next start goes on; nothing shows in the end.
import { ensureProject, getRun, type Db } from "@rlhf/db";
import { makeTestBatch } from "@rlhf/db/testing";
import { ensureOwner } from "@rlhf/db/workbench";
import { LoopConfig, parseConfig } from "@rlhf/domain";
import { queueLoop } from "@rlhf/pipeline";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { openAccounts } from "../load/accounts";
import { Annotator } from "../load/annotator";
import { openDesk, type Desk } from "../load/desk";
import { checkSets } from "../load/set-check";
import { commandOf, freePort, startWorkbench, type Workbench, type WorkbenchOptions } from "../load/workbench";
import { chance, pick } from "./chance";
import { differences, fingerprint, type Fingerprint } from "./fingerprint";
import type { Product, Room } from "./room";
import { tinyLoop } from "./tiny-loop";
import { undisturbed, type Undisturbed } from "./undisturbed";
import { killAll, processTree, serverPid } from "./victim";

export type WorkbenchReport = {
  kills: number;
  /** Per victim: how long until an answer given after the kill was acknowledged and the training had got on, in s. */
  secondsToRecover: Record<string, number[]>;
  secondsToDrain: number[];
  loops: number;
  said: number;
  acknowledged: number;
  duplicates: number;
  unanswered: number;
  wrong: string[];
};

const VICTIMS = ["web", "trainer", "database", "everything", "worker", "ctrl-c"] as const;
type VictimName = (typeof VICTIMS)[number];

const CALM = "harbortown"; // the demo's project: it finds a loop there and queues none
const ANNOTATORS = 20;
const THINK_MS = 1_000;
const RECOVERED_WITHIN_S = 30;
const DRAINED_WITHIN_S = 20;
const GIVE_UP_S = 120;
const LOOP_ENDS_WITHIN_S = 300;
const SEED = 11; // as the command line's loops in these storms
/** Longer than the tiny one: processes that die need seconds to come back, and should find work. */
const LOOP = { ...tinyLoop, pretrain: { ...tinyLoop.pretrain, tokens: 40_000 }, ppo: { ...tinyLoop.ppo, steps: 12 } };

type Storm = {
  room: Room;
  db: Db;
  calm: Undisturbed;
  options: WorkbenchOptions;
  bench: Workbench;
  desk: Desk;
  loop: { runId: string; slug: string } | null;
  report: WorkbenchReport;
};

export async function workbenchStorm(
  product: Product,
  room: Room,
  { rounds, seed }: { rounds: number; seed: number },
): Promise<WorkbenchReport> {
  const config = path.join(room.home, "loop.json");
  writeFileSync(config, JSON.stringify(LOOP));
  const db = await room.db();
  await ownedProject(db, CALM);
  const calm = await undisturbed(product, { ...room, config }, CALM);
  const secret = randomBytes(32).toString("base64url");
  const options = { home: room.home, port: await freePort(), secret };
  const made = await makeTestBatch(db, { slug: "people", tasks: 2_000, slots: 4, annotators: 0, leaseSeconds: 120 });
  await db.pool.query("update label_batch set audience = 'people' where id = $1", [made.batch.id]);
  const accounts = await openAccounts(db, { projectId: made.projectId, count: ANNOTATORS, secret });
  const bench = await startWorkbench(options);
  const desk = openDesk(bench.url, { projectId: made.projectId, seed });
  const report: WorkbenchReport = {
    kills: 0,
    secondsToRecover: {},
    secondsToDrain: [],
    loops: 0,
    said: 0,
    acknowledged: 0,
    duplicates: 0,
    unanswered: 0,
    wrong: [],
  };
  const storm: Storm = { room, db, calm, options, bench, desk, loop: null, report };
  try {
    const people = accounts.map((account) => labelUntilStopped(new Annotator(account, desk), desk));
    for (let round = 0; round < rounds; round++) await strike(storm, { round, seed });
    await endLoop(storm);
    desk.close();
    await Promise.all(people);
    await settle(storm, made.batch.id);
  } finally {
    desk.close();
    await storm.bench.stop();
  }
  return report;
}

async function labelUntilStopped(annotator: Annotator, { random, stop }: Desk): Promise<void> {
  while (!stop.aborted) {
    await sleep(2 * THINK_MS * random(), undefined, { signal: stop }).catch(() => undefined);
    if (!stop.aborted) await annotator.answer(performance.now());
  }
}

async function strike(storm: Storm, { round, seed }: { round: number; seed: number }): Promise<void> {
  const rng = chance(seed, "workbench", round);
  // each victim in turn, in an order that the seed decides, so that few rounds meet all of them
  const inTurn = VICTIMS[(round + seed) % VICTIMS.length] ?? "web";
  const victim = round < VICTIMS.length ? inTurn : pick(rng, VICTIMS);
  await trainingLoop(storm);
  await sleep(3_000 * rng.uniform());
  const loop = await trainingLoop(storm);
  const before = await progressOf(storm.db, loop.runId);
  await (victim === "ctrl-c" ? interrupt(storm, loop.runId) : kill(storm, victim));
  const killedAt = performance.now();
  storm.report.kills += 1;
  if (victim === "everything" || victim === "ctrl-c") storm.bench = await startWorkbench(storm.options);
  const seconds = (await recovered(storm, { before, runId: loop.runId, killedAt })) / 1000;
  (storm.report.secondsToRecover[victim] ??= []).push(Math.round(10 * seconds) / 10);
  process.stderr.write(`round ${round}: ${victim}, back after ${seconds.toFixed(1)} s\n`);
  if (seconds > RECOVERED_WITHIN_S)
    storm.report.wrong.push(`round ${round}: ${victim} killed, not back within ${RECOVERED_WITHIN_S} s`);
}

/** The loop in which to strike, with its trainer at work: the present one, or a new one when that has ended. */
async function trainingLoop(storm: Storm): Promise<{ runId: string }> {
  for (const deadline = Date.now() + 1000 * GIVE_UP_S; Date.now() < deadline; await sleep(50)) {
    if (storm.loop && (await hasEnded(storm.db, storm.loop.runId))) await endLoop(storm);
    storm.loop ??= await newLoop(storm);
    if (trainerOf(storm.bench) !== null) return storm.loop;
  }
  throw new Error(`expected a trainer at work within ${GIVE_UP_S} s: ${storm.bench.output().slice(-2_000)}`);
}

async function newLoop({ db, report }: Storm): Promise<{ runId: string; slug: string }> {
  const slug = `loop-${report.loops}`;
  const projectId = await ownedProject(db, slug);
  const config = parseConfig(LoopConfig, LOOP, "storm");
  const run = await queueLoop(db, { projectId, config, preset: "loop", seed: SEED });
  return { runId: run.id, slug };
}

/** `rlhf start` makes its person owner of every project; simulated annotators answer by their place among the members. */
async function ownedProject(db: Db, slug: string): Promise<string> {
  const { id } = await ensureProject(db, { slug, name: slug });
  await ensureOwner(db, id);
  return id;
}

const ENDED = ["succeeded", "failed", "cancelled", "paused"];
const hasEnded = async (db: Db, runId: string) => ENDED.includes((await getRun(db, runId)).status);

/** Waits for the present loop's end and compares it with the undisturbed one. */
async function endLoop(storm: Storm): Promise<void> {
  const { db, room, calm, report, loop } = storm;
  if (loop === null) return;
  for (const deadline = Date.now() + 1000 * LOOP_ENDS_WITHIN_S; !(await hasEnded(db, loop.runId)); await sleep(200))
    if (Date.now() > deadline) throw new Error(`${loop.slug}: expected its end: ${storm.bench.output().slice(-2_000)}`);
  const here = { ...room, artifactsOf: () => path.join(room.home, "artifacts") };
  const found = differences(calm.print, withoutSavedOnTheWay(await fingerprint(here, loop.slug), calm));
  report.wrong.push(...found.map((line) => `${loop.slug} ${line}`));
  report.loops += 1;
  storm.loop = null;
}

/** Ctrl-C saves one more checkpoint, where the run stood; all that the undisturbed loop has must be there and the same. */
function withoutSavedOnTheWay(print: Fingerprint, calm: Undisturbed): Fingerprint {
  const stepOf = (line: string) => line.slice(0, line.indexOf(":"));
  const runs = Object.entries(print).map(([name, run]) => {
    const [mine, its] = [Saved.safeParse(run), Saved.safeParse(calm.print[name])];
    if (!mine.success || !its.success) return [name, run];
    const steps = its.data.checkpoints.map(stepOf);
    return [name, { ...mine.data, checkpoints: mine.data.checkpoints.filter((line) => steps.includes(stepOf(line))) }];
  });
  return Object.fromEntries(runs) as Fingerprint;
}

const Saved = z.looseObject({ checkpoints: z.array(z.string()) });

function trainerOf(bench: Workbench): number | null {
  const { worker } = bench.children();
  return worker === undefined ? null : (processTree(worker).find((pid) => / trainer /.test(commandOf(pid))) ?? null);
}

async function kill({ bench, room }: Storm, victim: Exclude<VictimName, "ctrl-c">): Promise<void> {
  const trees = {
    web: [bench.children().web],
    worker: [bench.children().worker],
    trainer: [trainerOf(bench)],
    database: [serverPid(room.dataDir)],
    everything: [bench.process.pid, bench.children().web, bench.children().worker, serverPid(room.dataDir)],
  }[victim];
  const pids = trees.flatMap((pid) => (pid ? processTree(pid) : []));
  if (pids.length === 0) throw new Error(`${victim}: expected a process to kill`);
  killAll([...new Set(pids)]);
  await sleep(10);
}

/** Everything ends within its time, the run waits for the next start, and no process stays. */
async function interrupt({ bench, db, room, report }: Storm, runId: string): Promise<void> {
  const { web, worker } = bench.children();
  const { code, ms } = await bench.stop();
  report.secondsToDrain.push(ms / 1000);
  if (code !== 0) report.wrong.push(`Ctrl-C: ended with ${code}: ${bench.output().slice(-500)}`);
  if (ms > 1000 * DRAINED_WITHIN_S) report.wrong.push(`Ctrl-C: took ${ms} ms`);
  const left = [web, worker, serverPid(room.dataDir)].filter((pid) => pid && commandOf(pid) !== "");
  if (left.length > 0) report.wrong.push(`Ctrl-C: processes ${left.join(", ")} stayed`);
  await room.db(); // the server again
  const { status } = await getRun(db, runId);
  if (!["queued", "succeeded"].includes(status)) report.wrong.push(`Ctrl-C: the run is ${status}`);
}

/** Ms until answers are taken again and the run has got on. */
async function recovered(
  { db, desk, bench }: Storm,
  { before, runId, killedAt }: { before: number; runId: string; killedAt: number },
): Promise<number> {
  const said = desk.said.length;
  const acknowledged = () => desk.said.slice(said).some(({ status }) => status !== null);
  for (const deadline = Date.now() + 1000 * GIVE_UP_S; Date.now() < deadline; await sleep(50)) {
    const progress = await progressOf(db, runId).catch(() => before); // the database may be away
    if (acknowledged() && progress > before) return performance.now() - killedAt;
  }
  throw new Error(`expected everything back within ${GIVE_UP_S} s: ${bench.output().slice(-3_000)}`);
}

/** Grows with every checkpoint and every stage that ends. */
async function progressOf(db: Db, runId: string): Promise<number> {
  const sql = `select (select count(*) from checkpoint c join training_run r on r.id = c.run_id where r.parent_run_id = $1)::int
    + (select count(*) from training_run where (id = $1 or parent_run_id = $1) and status = 'succeeded')::int as n`;
  return (await db.pool.query<{ n: number }>(sql, [runId])).rows[0]?.n ?? 0;
}

/** The annotators' record against the table. */
async function settle({ db, desk, report }: Storm, batchId: string): Promise<void> {
  const { lost, doubled, misattributed, other } = await checkSets(db, batchId, desk.said);
  report.wrong.push(
    ...lost.map((line) => `lost: ${line}`),
    ...doubled.map((line) => `doubled: ${line}`),
    ...misattributed.map((line) => `misattributed: ${line}`),
    ...other,
  );
  report.said = desk.said.length;
  report.acknowledged = desk.said.filter(({ status }) => status !== null).length;
  report.duplicates = desk.said.filter(({ status }) => status === "duplicate").length;
  report.unanswered = desk.seen.away;
}
