// A worker with its trainer stands still past the lease, another takes the run over, the first wakes: its supervisor and its
// trainer must write nothing, and the trainer must end. The heir is stopped in its turn while the first is awake.
import { ensureProject, getRun, listRuns, type Db } from "@rlhf/db";
import { LoopConfig, parseConfig } from "@rlhf/domain";
import { queueLoop } from "@rlhf/pipeline";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandOf } from "../load/workbench";
import { chance, pick } from "./chance";
import { differences, fingerprint } from "./fingerprint";
import type { Product, Room } from "./room";
import { tinyLoop } from "./tiny-loop";
import { TRAINING, undisturbed, type Undisturbed } from "./undisturbed";
import { processTree, type Victim } from "./victim";
import { endWorker, killWorker, signalTree, startWorker } from "./workers";
import { everything, standStill } from "./zombie";

export type ZombieWorkerReport = {
  rounds: number;
  perStage: Record<string, number>;
  secondsToEnd: number[];
  wrong: string[];
};

const GIVE_UP_MS = 120_000;
const TRAINER_ENDS_WITHIN_MS = 8_000; // before the heir's own lease runs out
const SEED = 11;
const LOOP = { ...tinyLoop, pretrain: { ...tinyLoop.pretrain, tokens: 20_000 }, ppo: { ...tinyLoop.ppo, steps: 8 } };

export async function zombieWorkerStorm(
  product: Product,
  room: Room,
  { rounds, seed }: { rounds: number; seed: number },
): Promise<ZombieWorkerReport> {
  const config = path.join(room.home, "loop.json");
  writeFileSync(config, JSON.stringify(LOOP));
  const calm = await undisturbed(product, { ...room, config });
  const report: ZombieWorkerReport = { rounds: 0, perStage: {}, secondsToEnd: [], wrong: [] };
  for (let round = 0; round < rounds; round++) await haunt({ room, calm, report }, { round, seed });
  return report;
}

type Haunted = { room: Room; calm: Undisturbed; report: ZombieWorkerReport };

async function haunt({ room, calm, report }: Haunted, { round, seed }: { round: number; seed: number }): Promise<void> {
  const db = await room.db();
  const rng = chance(seed, "zombie-worker", round);
  const stage = pick(
    rng,
    calm.stages.filter(({ name }) => TRAINING.includes(name)),
  );
  const slug = `haunted-${round}`;
  const { id: projectId } = await ensureProject(db, { slug, name: slug });
  const zombie = startWorker(room);
  let heir: Victim | null = null;
  try {
    const loop = parseConfig(LoopConfig, LOOP, "storm");
    const run = await queueLoop(db, { projectId, config: loop, preset: "loop", seed: SEED });
    await until(async () => (await listRuns(db, { parentRunId: run.id })).some((one) => one.name === stage.name));
    await sleep((rng.uniform() * stage.ms) / 2);
    signalTree(zombie, "SIGSTOP");
    const before = await getRun(db, run.id);
    if (before.status !== "running") throw new Error(`${slug}: expected to stop a run at work, it is ${before.status}`);
    heir = startWorker(room);
    await until(async () => (await getRun(db, run.id)).attempt > before.attempt);
    const taker = heir;
    await standStill(db, (name) => signalTree(taker, name));
    report.secondsToEnd.push(await awake(db, zombie, { slug, wrong: report.wrong }));
    killWorker(zombie);
    signalTree(heir, "SIGCONT");
    await until(async () => ["succeeded", "failed"].includes((await getRun(db, run.id)).status));
  } finally {
    killWorker(zombie);
    if (heir) await endWorker(heir);
  }
  const here = { ...room, artifactsOf: () => path.join(room.home, "artifacts") };
  report.wrong.push(...differences(calm.print, await fingerprint(here, slug)).map((line) => `${slug} ${line}`));
  report.perStage[stage.name] = (report.perStage[stage.name] ?? 0) + 1;
  report.rounds += 1;
}

/** Wakes the zombie and waits for its trainer's end; returns after how many seconds. */
async function awake(db: Db, zombie: Victim, { slug, wrong }: { slug: string; wrong: string[] }): Promise<number> {
  const rows = await everything(db);
  const woken = Date.now();
  signalTree(zombie, "SIGCONT");
  while (trainersOf(zombie).length > 0 && Date.now() - woken < TRAINER_ENDS_WITHIN_MS) await sleep(20);
  if (trainersOf(zombie).length > 0)
    wrong.push(`${slug}: the zombie's trainer still ran after ${TRAINER_ENDS_WITHIN_MS} ms`);
  const seconds = (Date.now() - woken) / 1000;
  await sleep(1_000); // its supervisor goes round twice more
  wrong.push(...differences(rows, await everything(db)).map((line) => `${slug}: the zombie wrote ${line}`));
  return seconds;
}

const trainersOf = ({ pid }: Victim): number[] => processTree(pid).filter((one) => / trainer /.test(commandOf(one)));

async function until(is: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + GIVE_UP_MS; !(await is()); await sleep(30))
    if (Date.now() > deadline) throw new Error(`zombie-worker: expected the next step within ${GIVE_UP_MS / 1000} s`);
}
