// A storm on the queue: many clients that do everything a client may do, and die while they do it.
import { DatabaseError, newId, type BlindTask, type JudgmentInput, type Side, type SubmitResult } from "@rlhf/domain";
import pg from "pg";
import { z } from "zod";
import type { Db } from "./open-database";
import { rowsOf } from "./query";
import {
  claimMany,
  claimTask,
  reapLeases,
  retractJudgment,
  skipTask,
  submitAndClaimMany,
  submitJudgment,
} from "./queue";
import { answerLog, type AnswerLog } from "./testing-answer-log";
import type { TestBatch } from "./testing-batch";
import { brokenInvariants } from "./testing-queue-invariants";

const SIMULATORS = 4;
const SIDES: readonly Side[] = ["left", "right", "tie", "both_bad"];

export type StormReport = {
  batchId: string;
  log: AnswerLog;
  /** Actions that the storm reached, with how often. */
  actions: ReadonlyMap<string, number>;
  samples: number;
  /** What was broken in a sampled snapshot, first sight of each. */
  broken: string[];
  connectionsKilled: number;
};

type Storm = {
  db: Db;
  url: string;
  made: TestBatch;
  deadline: number;
  log: AnswerLog;
  actions: Map<string, number>;
};

/** What a storm must show: each kind of action and answer, nothing broken, nothing lost. Words for what is missing. */
export async function stormFailures(report: StormReport, db: Db): Promise<string[]> {
  const { batchId, log, actions, broken, samples, connectionsKilled } = report;
  const statuses = ["ok", "surplus", "duplicate", "conflict", "already_submitted", null] as const;
  console.log(
    `storm: ${statuses.map((status) => `${status ?? "unknown fate"} ${log.count(status)}`).join(", ")}; ` +
      `${samples} snapshots, ${connectionsKilled} connections killed; ${JSON.stringify(Object.fromEntries(actions))}`,
  );
  const missing = statuses.filter((status) => log.count(status) === 0).map((status) => `never answered ${status}`);
  const idle = ACTIONS.filter(([, name]) => !actions.has(name)).map(([, name]) => `never did: ${name}`);
  if (samples < 5) idle.push(`only ${samples} snapshots`);
  if (connectionsKilled === 0) idle.push("no connection was killed");
  return [
    ...missing,
    ...idle,
    ...broken,
    ...(await brokenInvariants(db)),
    ...(await log.differences(db, batchId)).slice(0, 20),
  ];
}

/** `clients` of the given seeds work until `seconds` have passed; meanwhile snapshots are checked and connections killed. */
export async function queueStorm(
  { db, url }: { db: Db; url: string },
  made: TestBatch,
  { clients, seconds, seed }: { clients: number; seconds: number; seed: number },
): Promise<StormReport> {
  const storm = { db, url, made, deadline: Date.now() + seconds * 1000, log: answerLog(), actions: new Map() };
  const people = Array.from({ length: clients }, (_, i) => client(storm, generator(seed + i)));
  const [sampled, connectionsKilled] = await Promise.all([
    sample(storm),
    killConnections(storm, generator(seed - 1)),
    simulators(storm),
    reaper(storm),
    ...people,
  ]);
  return { ...sampled, batchId: made.batch.id, connectionsKilled, log: storm.log, actions: storm.actions };
}

async function client(storm: Storm, random: () => number): Promise<void> {
  while (Date.now() < storm.deadline) {
    const annotators = storm.made.annotators.slice(SIMULATORS);
    const annotatorId = annotators[Math.floor(random() * annotators.length)]?.userId ?? "";
    try {
      await act({ storm, random, annotatorId });
    } catch (error) {
      if (!(error instanceof DatabaseError) || !isDeath(error)) throw error;
      note(storm, "connection died");
    }
  }
}

type Person = { storm: Storm; random: () => number; annotatorId: string };

const ACTIONS: [share: number, name: string, act: (person: Person, task: BlindTask) => Promise<void>][] = [
  [0.4, "submit", async (person, task) => void (await send(person, answer(person, task)))],
  [0.1, "double submit and edit", doubleSubmitAndEdit],
  [0.1, "undo", undo],
  [0.12, "late submit", late],
  [0.06, "skip", async ({ storm, annotatorId }, task) => void (await skipTask(storm.db, { annotatorId }, task))],
  [0.06, "abandon", async () => {}],
  [0.08, "client dies in the middle of a submit", die],
  [0.08, "other content under a known id", otherContent],
];

async function act(person: Person): Promise<void> {
  const { storm, random, annotatorId } = person;
  const task = await claimTask(storm.db, { batchId: storm.made.batch.id, annotatorId });
  if (!task) return note(storm, "nothing to claim");
  let rest = random();
  const chosen = ACTIONS.find(([share]) => (rest -= share) < 0) ?? ACTIONS[0];
  if (!chosen) throw new Error("there is an action");
  note(storm, chosen[1]);
  await chosen[2](person, task);
}

async function doubleSubmitAndEdit(person: Person, task: BlindTask): Promise<void> {
  const first = answer(person, task);
  await Promise.all([send(person, first), send(person, first)]); // a double click
  await send(person, answer(person, task)); // a second answer that names no previous one
  const edit = answer(person, task, first.judgmentId);
  await Promise.all([send(person, edit), send(person, answer(person, task, first.judgmentId))]); // two tabs, one is stale
  await send(person, answer(person, task, first.judgmentId)); // stale for certain
}

async function undo(person: Person, task: BlindTask): Promise<void> {
  const first = answer(person, task);
  await send(person, first);
  const judgmentId = newId();
  await retract(person, { judgmentId, assignmentId: task.assignmentId, previousId: first.judgmentId });
  if (person.random() < 0.5) await send(person, answer(person, task, judgmentId));
}

async function late(person: Person, task: BlindTask): Promise<void> {
  const { storm, annotatorId } = person;
  const sql = `update assignment set lease_expires_at = now() - interval '1 s' where id = $1 and status = 'leased'`;
  await rowsOf(storm.db, z.never(), { sql, values: [task.assignmentId] });
  if (person.random() < 0.5) await claimTask(storm.db, { batchId: storm.made.batch.id, annotatorId });
  const first = answer(person, task);
  await send(person, first);
  if (person.random() < 0.5) await send(person, answer(person, task, first.judgmentId));
}

async function otherContent(person: Person, task: BlindTask): Promise<void> {
  const first = answer(person, task);
  await send(person, first);
  await send(person, { ...first, rationale: "something else" });
  const side = first.side === "left" ? "right" : "left";
  await send(person, { ...first, side, strength: 0 });
}

/** The client's own socket closes somewhere between the request and the answer; half of them come back and ask again. */
async function die(person: Person, task: BlindTask): Promise<void> {
  const { storm, random, annotatorId } = person;
  const input = answer(person, task);
  const pool = new pg.Pool({ connectionString: storm.url, max: 1 });
  pool.on("error", () => undefined);
  pool.on("connect", (connection) => {
    setTimeout(
      () => (connection as unknown as { connection: pg.Connection }).connection.stream.destroy(),
      8 * random(),
    );
  });
  try {
    const { status } = await submitJudgment({ ...storm.db, pool }, { annotatorId }, input);
    storm.log.submitted(annotatorId, input, status);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    storm.log.submitted(annotatorId, input, null);
    if (random() < 0.5) note(storm, `resent after death: ${(await send(person, input)).status}`);
  } finally {
    await pool.end();
  }
}

async function send({ storm, annotatorId }: Person, input: JudgmentInput): Promise<SubmitResult> {
  try {
    const result = await submitJudgment(storm.db, { annotatorId }, input);
    storm.log.submitted(annotatorId, input, result.status);
    return result;
  } catch (error) {
    if (error instanceof DatabaseError) storm.log.submitted(annotatorId, input, null);
    throw error;
  }
}

async function retract({ storm, annotatorId }: Person, undone: Parameters<typeof retractJudgment>[2]): Promise<void> {
  try {
    const { status } = await retractJudgment(storm.db, { annotatorId }, undone);
    storm.log.retracted(annotatorId, undone.judgmentId, status);
  } catch (error) {
    if (error instanceof DatabaseError) storm.log.retracted(annotatorId, undone.judgmentId, null);
    throw error;
  }
}

/** Judges that are simulated send whole rounds, beside the people. A round that dies has an unknown fate as a whole. */
async function simulators({ db, made, deadline, log }: Storm): Promise<void> {
  const ids = made.annotators.slice(0, SIMULATORS).map((annotator) => annotator.userId);
  let claimed = await rounds(() => claimMany(db, made.batch.id, ids));
  while (Date.now() < deadline) {
    const now = claimed ?? [];
    const round = ids.map((annotatorId, i) => {
      const assignmentId = now[i]?.assignmentId;
      return {
        annotatorId,
        judgment: assignmentId ? { judgmentId: newId(), assignmentId, side: "tie" as const } : null,
      };
    });
    const results = await rounds(() => submitAndClaimMany(db, made.batch.id, round));
    round.forEach(({ annotatorId, judgment }, i) => {
      if (judgment) log.submitted(annotatorId, judgment, results?.[i]?.submitted?.status ?? null);
    });
    claimed = results?.map((result) => result.claimed) ?? (await rounds(() => claimMany(db, made.batch.id, ids)));
  }
}

/** Null when the connection was killed. */
async function rounds<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DatabaseError && isDeath(error)) return null;
    throw error;
  }
}

async function reaper({ db, deadline }: Storm): Promise<void> {
  for (; Date.now() < deadline; await pause(50)) await rounds(() => reapLeases(db));
}

/** Checks every invariant on a snapshot, again and again until the end, and once after it. */
async function sample(storm: Storm): Promise<{ samples: number; broken: string[] }> {
  const pool = new pg.Pool({ connectionString: storm.url, max: 1, application_name: "watcher" });
  const broken = new Set<string>();
  let samples = 0;
  for (; Date.now() < storm.deadline; await pause(300), samples++) {
    for (const found of await brokenInvariants({ ...storm.db, pool })) broken.add(found);
  }
  await pool.end();
  return { samples, broken: [...broken] };
}

/** Ends the session of a working connection now and then: the server rolls back, the client hears nothing. */
async function killConnections(storm: Storm, random: () => number): Promise<number> {
  const pool = new pg.Pool({ connectionString: storm.url, max: 1, application_name: "killer" });
  let killed = 0;
  for (; Date.now() < storm.deadline; await pause(100 * random())) {
    const { rowCount } = await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'active' and application_name not in ('watcher', 'killer')
      order by random() limit 1`);
    killed += rowCount ?? 0;
  }
  await pool.end();
  return killed;
}

function isDeath(error: DatabaseError): boolean {
  return /connection was lost|terminating connection|Connection terminated/.test(error.message);
}

function answer({ random }: Pick<Person, "random">, task: BlindTask, previousId: string | null = null): JudgmentInput {
  const side = SIDES[Math.floor(random() * SIDES.length)] ?? "left";
  const strength = side === "left" || side === "right" ? Math.floor(4 * random()) : 0;
  return { judgmentId: newId(), assignmentId: task.assignmentId, side, strength, previousId };
}

function note({ actions }: Storm, name: string): void {
  actions.set(name, (actions.get(name) ?? 0) + 1);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Mulberry32: small, seeded, good enough to choose actions. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
