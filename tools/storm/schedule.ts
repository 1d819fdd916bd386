// Two workers and one schedule on a clock of seconds, while the workers are killed in turn and started again: every tick has
// one run and no more, each was really executed, and both workers had their share.
import { ensureProject, getRun, listFires, listRuns, type Db } from "@rlhf/db";
import { LoopConfig, parseConfig, type Run } from "@rlhf/domain";
import { createSchedule, pauseSchedule } from "@rlhf/jobs";
import { queueLoop } from "@rlhf/pipeline";
import { setTimeout as sleep } from "node:timers/promises";
import { chance } from "./chance";
import type { Room } from "./room";
import { tinyLoop } from "./tiny-loop";
import type { Victim } from "./victim";
import { endWorker, killWorker, startWorker } from "./workers";

export type ScheduleReport = {
  ticks: number;
  runs: number;
  kills: number;
  /** Runs by the worker that ended them. */
  perWorker: number[];
  secondsPerRun: number;
  wrong: string[];
};

const EVERY_S = 2;
const KILL_EVERY = 5; // ticks
const AWAY_MS = 1_500;
const DONE_WITHIN_MS = 20_000; // per run
const config = parseConfig(LoopConfig, tinyLoop, "storm");

export async function scheduleStorm(
  room: Room,
  { rounds: ticks, seed }: { rounds: number; seed: number },
): Promise<ScheduleReport> {
  const db = await room.db();
  const { id: projectId } = await ensureProject(db, { slug: "schedule", name: "Schedule" });
  const workers = [startWorker(room), startWorker(room)];
  try {
    const loop = await queueLoop(db, { projectId, config, preset: "tiny", seed: 1 }); // a policy to start from
    await until("the first loop", 120_000, async () => (await getRun(db, loop.id)).status === "succeeded");
    const rhythm = { cron: `*/${EVERY_S} * * * * *`, timezone: "UTC", overlapPolicy: "queue", catchUp: "one" } as const;
    const job = { loop: config, scheduled: { comparisons: 4 } };
    const { id } = await createSchedule(db, { projectId, name: "storm", ...rhythm, minNewJudgments: 0, job });
    const kills = await killInTurn({ room, db, workers, scheduleId: id }, { ticks, seed });
    await pauseSchedule(db, id);
    const all = () => listRuns(db, { projectId, kind: "pipeline", limit: 1_000 });
    const scheduled = async () => (await all()).filter((run) => run.name === "scheduled");
    const over = ({ status }: Run) => ["succeeded", "failed", "cancelled"].includes(status);
    await until("all runs", DONE_WITHIN_MS * ticks, async () => (await scheduled()).every(over));
    return { ...(await tally(db, { scheduleId: id, runs: await scheduled() })), kills };
  } finally {
    await Promise.all(workers.map(endWorker));
  }
}

type At = { room: Room; db: Db; workers: Victim[]; scheduleId: string };

/** Until so many ticks have fired; every few of them one of the two workers dies and comes back. */
async function killInTurn({ room, db, workers, scheduleId }: At, { ticks, seed }: { ticks: number; seed: number }) {
  const fired = async () => (await listFires(db, scheduleId)).length;
  let kills = 0;
  while ((await fired()) < ticks) {
    const goal = Math.min(ticks, KILL_EVERY * (kills + 1));
    await until(`tick ${goal}`, 1000 * EVERY_S * ticks + 60_000, async () => (await fired()) >= goal);
    if (goal === ticks) break;
    await sleep(1000 * EVERY_S * chance(seed, "schedule", kills).uniform());
    const which = kills % workers.length;
    const [victim] = workers.splice(which, 1);
    if (victim) killWorker(victim);
    kills += 1;
    await sleep(AWAY_MS);
    workers.splice(which, 0, startWorker(room));
  }
  return kills;
}

async function tally(
  db: Db,
  { scheduleId, runs }: { scheduleId: string; runs: Run[] },
): Promise<Omit<ScheduleReport, "kills">> {
  const fires = (await listFires(db, scheduleId)).map(({ fireAt, runId, outcome }) => ({
    at: fireAt.getTime() / 1000,
    runId,
    outcome,
  }));
  const wrong: string[] = [];
  const times = fires.map(({ at }) => at).sort((a, b) => a - b);
  for (const [i, at] of times.entries())
    if (i > 0 && at - (times[i - 1] ?? 0) !== EVERY_S) wrong.push(`tick ${at}: not ${EVERY_S} s after the one before`);
  for (const { at, outcome, runId } of fires)
    if (outcome !== "run" || runs.filter((run) => run.id === runId).length !== 1)
      wrong.push(`tick ${at}: expected one run, got ${outcome} ${runId}`);
  const ticksOf = runs.map((run) => String(run.inputs.fireAt));
  if (new Set(ticksOf).size !== runs.length) wrong.push(`${runs.length} runs for ${new Set(ticksOf).size} ticks`);
  if (runs.length !== fires.length) wrong.push(`${runs.length} runs for ${fires.length} ticks`);
  for (const run of runs) if (run.status !== "succeeded") wrong.push(`run ${run.id}: ${run.status} (${run.reason})`);
  const { rows } = await db.pool.query<{ n: number; seconds: number }>(
    `select count(*)::int as n, sum(extract(epoch from finished_at - started_at))::float8 as seconds from training_run
     where schedule_id = $1 group by worker_id`,
    [scheduleId],
  );
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0) / Math.max(1, runs.length);
  const perWorker = rows.map(({ n }) => n);
  return { ticks: fires.length, runs: runs.length, perWorker, secondsPerRun: Math.round(10 * seconds) / 10, wrong };
}

async function until(what: string, ms: number, is: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + ms; !(await is()); await sleep(100))
    if (Date.now() > deadline) throw new Error(`${what}: expected within ${ms / 1000} s`);
}
