// The whole load storm: a workbench of its own, a comfortable rate, steps up to where it breaks, the comfortable rate again.
import { listRuns, requestRun, type Db } from "@rlhf/db";
import { makeTestBatch } from "@rlhf/db/testing";
import { randomBytes } from "node:crypto";
import { openRoom, type Room } from "../storm/room";
import { serverPid } from "../storm/victim";
import { openAccounts } from "./accounts";
import { Annotator } from "./annotator";
import { nothingSeen, openDesk, type Desk, type Seen } from "./desk";
import { openLoop } from "./open-loop";
import { quantiles, type Quantiles } from "./histogram";
import { processorMeter } from "./processor";
import { checkSets, type SetReport } from "./set-check";
import { buildProduct, freePort, startWorkbench, type Workbench } from "./workbench";

export type LoadOptions = {
  annotators: number;
  rate: number;
  seconds: number;
  steps: readonly number[];
  stepSeconds: number;
  seed: number;
};
export type Phase = {
  name: string;
  rate: number;
  people: number;
  /** Answers acknowledged per second, until all were or patience ended. */
  acknowledged: number;
  submit: Quantiles;
  claim: Quantiles;
  /** Calls that were told to come back, and calls without an answer. */
  busy: number;
  away: number;
  lateness: Quantiles;
  settledMs: number;
  cores: Record<string, number>;
};
export type LoadReport = {
  options: LoadOptions;
  phases: Phase[];
  first: Seen;
  said: number;
  acknowledged: number;
  sets: SetReport;
};

const PATIENCE_MS = 30_000;
const SLOTS = 4; // annotators per pair
const RECOVERY_SECONDS = 10;

export async function loadStorm(options: LoadOptions): Promise<LoadReport> {
  buildProduct();
  const room = await openRoom();
  const secret = randomBytes(32).toString("base64url");
  let bench: Workbench | null = null;
  try {
    bench = await startWorkbench({ home: room.home, port: await freePort(), secret });
    const db = await room.db();
    await cancelDemo(db);
    return await measure(options, { room, db, bench, secret });
  } finally {
    await bench?.stop();
    await room.close();
  }
}

/** The demo's loop would train beside what is measured. */
async function cancelDemo(db: Db): Promise<void> {
  const { rows } = await db.pool.query<{ id: string }>("select id from project where slug = 'harbortown'");
  const runs = await listRuns(db, { projectId: rows[0]?.id ?? "", kind: "pipeline" });
  for (const run of runs) await requestRun(db, run.id, "cancel");
  const running = "select 1 from training_run where status in ('queued', 'running')";
  while ((await db.pool.query(running)).rowCount) await new Promise((resolve) => setTimeout(resolve, 200));
}

type Rig = { room: Room; db: Db; bench: Workbench; secret: string };

async function measure(options: LoadOptions, { room, db, bench, secret }: Rig): Promise<LoadReport> {
  const phases = phasesOf(options);
  const answers = phases.reduce((sum, { rate, seconds }) => sum + rate * seconds, 0);
  const most = Math.max(...phases.map(({ people }) => people));
  const size = { tasks: Math.ceil((answers + 2 * most) / SLOTS) + most, slots: SLOTS, annotators: 0 };
  const made = await makeTestBatch(db, { slug: "load", seed: options.seed, ...size });
  await db.pool.query("update label_batch set audience = 'people' where id = $1", [made.batch.id]);
  await db.pool.query("analyze"); // a workbench at work has its statistics
  const accounts = await openAccounts(db, { projectId: made.projectId, count: most, secret });
  const desk = openDesk(bench.url, { projectId: made.projectId, seed: options.seed });
  const people = accounts.map((account) => new Annotator(account, desk));
  const pids = { web: bench.children().web ?? 0, postgres: serverPid(room.dataDir) };
  const report: LoadReport = { options, phases: [], first: nothingSeen(), said: 0, acknowledged: 0, sets: emptySets() };
  for (const plan of phases) {
    report.phases.push(await phase(plan, { desk, people: people.slice(0, plan.people), pids }));
    if (plan === phases[0]) report.first = desk.seen;
  }
  desk.close();
  await Promise.all(people.map((one) => one.settled()));
  report.sets = await checkSets(db, made.batch.id, desk.said);
  report.said = desk.said.length;
  report.acknowledged = desk.said.filter(({ status }) => status !== null).length;
  return report;
}

type Plan = { name: string; rate: number; seconds: number; people: number };

/** People think as long in every step: a higher rate means more of them. */
function phasesOf({ annotators, rate, seconds, steps, stepSeconds }: LoadOptions): Plan[] {
  const peopleAt = (r: number) => Math.ceil((annotators * r) / rate);
  const climb = steps.map((r) => ({ name: `${r}/s`, rate: r, seconds: stepSeconds, people: peopleAt(r) }));
  const first = { name: "first", rate, seconds, people: annotators };
  return steps.length === 0 ? [first] : [first, ...climb, { ...first, name: "after", seconds: RECOVERY_SECONDS }];
}

type Crowd = { desk: Desk; people: Annotator[]; pids: Record<string, number> };

async function phase(plan: Plan, { desk, people, pids }: Crowd): Promise<Phase> {
  await sitDown(people);
  desk.seen = nothingSeen();
  const cores = processorMeter(pids);
  const began = performance.now();
  const { lateness, settledMs } = await openLoop(people, { ...plan, patienceMs: PATIENCE_MS });
  const seconds = (performance.now() - began) / 1000;
  const { submitMs, claimMs, busy, away } = desk.seen;
  return {
    name: plan.name,
    rate: plan.rate,
    people: plan.people,
    acknowledged: submitMs.length / seconds,
    submit: quantiles(submitMs),
    claim: quantiles(claimMs),
    busy,
    away,
    lateness,
    settledMs,
    cores: cores(),
  };
}

/** A few at a time: people do not all open the page in one instant. */
async function sitDown(people: readonly Annotator[]): Promise<void> {
  const waiting = [...people];
  const door = async () => {
    for (let one = waiting.pop(); one; one = waiting.pop()) await one.sitDown();
  };
  await Promise.all(Array.from({ length: 4 }, door));
}

const emptySets = (): SetReport => ({ lost: [], doubled: [], misattributed: [], other: [] });
