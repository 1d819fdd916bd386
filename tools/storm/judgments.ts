// Many judges claim and submit while the whole Postgres is killed again and again and some answers are cut off after the
// commit. Each judge keeps its own record; in the end the record and the table have to agree, answer by answer.
import {
  closeDatabase,
  isConnectionLost,
  openDatabase,
  startDatabase,
  claimTask,
  submitJudgment,
  type Db,
} from "@rlhf/db";
import { answerLog, makeTestBatch, type AnswerLog, type TestBatch } from "@rlhf/db/testing";
import { newId, type JudgmentInput } from "@rlhf/domain";
import { setTimeout as sleep } from "node:timers/promises";
import { chance } from "./chance";
import { cuttingProxy, type CuttingProxy } from "./cutting-proxy";
import type { Room } from "./room";
import { killServer } from "./victim";

export type JudgmentReport = {
  kills: number;
  clients: number;
  acknowledged: number;
  duplicates: number;
  cut: number;
  msToRecover: number[];
  lost: number;
  wrong: string[];
};

const CLIENTS = 40;
const CUT_RATE = 0.1;
const LOAD_MS = [400, 1600] as const; // between two kills

type Storm = {
  room: Room;
  url: string;
  made: TestBatch;
  log: AnswerLog;
  seed: number;
  lossy: boolean;
  over: boolean;
  proxy: CuttingProxy;
};

/** `lossy`: the sessions do not wait for the log, which the server allows and the product refuses to start with. */
export async function judgmentStorm(
  room: Room,
  { rounds, seed, lossy = false }: { rounds: number; seed: number; lossy?: boolean },
): Promise<JudgmentReport> {
  const db = await room.db();
  if (lossy) await slowLog(db);
  const made = await makeTestBatch(db, { slug: `judgments-${seed}`, tasks: 4_000, slots: 20, annotators: CLIENTS });
  const rng = chance(seed, "judgments/cut", 0);
  const { url } = await startDatabase({ home: room.home });
  const proxy = await cuttingProxy({ port: Number(new URL(url).port) }, () => rng.uniform() < CUT_RATE);
  const storm: Storm = { room, url, made, log: answerLog(), seed, lossy, over: false, proxy };
  const clients = made.annotators.map((_, i) => judge(storm, i));
  const msToRecover = await strikes(storm, rounds);
  storm.over = true;
  await Promise.all(clients);
  const cut = proxy.cuts();
  await proxy.close();
  const wrong = await storm.log.differences(await room.db());
  const [ok, duplicates] = [storm.log.count("ok"), storm.log.count("duplicate")];
  const lost = wrong.filter((line) => line.endsWith(": lost")).length;
  return { kills: rounds, clients: CLIENTS, acknowledged: ok + duplicates, duplicates, cut, msToRecover, lost, wrong };
}

/** What a commit leaves in memory stays there for long: a crash then loses it. */
async function slowLog(db: Db): Promise<void> {
  await db.pool.query("alter system set wal_writer_delay = '10s'");
  await db.pool.query("alter system set wal_writer_flush_after = '1GB'");
  await db.pool.query("select pg_reload_conf()");
}

async function strikes({ room, seed }: Storm, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [least, most] = LOAD_MS;
    await sleep(least + (most - least) * chance(seed, "judgments", round).uniform());
    if (!killServer(room.dataDir)) throw new Error("expected a server to kill");
    const began = performance.now();
    await startDatabase({ home: room.home });
    times.push(Math.round(performance.now() - began));
  }
  await sleep(LOAD_MS[0]);
  return times;
}

/** A judge at work: claims, submits, and says the same again when no answer came, until one comes. */
async function judge(storm: Storm, index: number): Promise<void> {
  const { made } = storm;
  const annotatorId = made.annotators[index]?.userId ?? "";
  const rng = chance(storm.seed, "judge", index);
  // Every other judge speaks through the proxy that cuts answers.
  const db = await connection(storm, { port: index % 2 === 0 ? storm.proxy.port : null });
  try {
    while (!storm.over) {
      const task = await insistently(() => claimTask(db, { batchId: made.batch.id, annotatorId }));
      if (!task) return;
      const strength = rng.int(4);
      const side = strength === 0 ? "tie" : rng.uniform() < 0.5 ? "left" : "right";
      const input: JudgmentInput = { judgmentId: newId(), assignmentId: task.assignmentId, side, strength };
      const { status } = await insistently(() => submitJudgment(db, { annotatorId }, input));
      storm.log.submitted(annotatorId, input, status);
    }
  } finally {
    await closeDatabase(db);
  }
}

/** One connection, as a browser's request has; the embedded server comes back on the same port. */
async function connection(storm: Storm, { port }: { port: number | null }): Promise<Db> {
  const url = new URL(storm.url);
  if (port !== null) url.port = String(port);
  if (storm.lossy) url.searchParams.set("options", "-c synchronous_commit=off");
  return insistently(() => openDatabase(url.toString(), { maxConnections: 1, migrate: false }));
}

const PATIENCE_MS = 60_000;
const RETRY_MS = 200;

async function insistently<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isConnectionLost(error) || Date.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}
