// A process stands still past its lease, another takes over, the first wakes: it must write nothing, and end by itself.
// The second is stopped in its turn while the first is awake, so that every change in the database would be the first's.
import type { Db } from "@rlhf/db";
import { setTimeout as sleep } from "node:timers/promises";
import { chance, pick } from "./chance";
import { differences, fingerprint } from "./fingerprint";
import { loopOrResume, type Product, type Room } from "./room";
import { undisturbed, type Undisturbed } from "./undisturbed";
import { start, type Ended, type Victim } from "./victim";

export type ZombieReport = {
  rounds: number;
  perStage: Record<string, number>;
  /** How the woken processes ended. */
  exits: Record<string, number>;
  wrong: string[];
};

const AT_ONCE = 10; // that many stand still together, so that the wait for the lease is shared
const EXIT_WITHIN_MS = 60_000;

type Stalled = { slug: string; stage: string; zombie: Victim };

export async function zombieStorm(
  product: Product,
  room: Room,
  { rounds, seed }: { rounds: number; seed: number },
): Promise<ZombieReport> {
  const calm = await undisturbed(product, room);
  const report: ZombieReport = { rounds: 0, perStage: {}, exits: {}, wrong: [] };
  for (let group = 0; report.rounds < rounds; group++) {
    const stalled: Stalled[] = [];
    while (stalled.length < Math.min(AT_ONCE, rounds - report.rounds)) {
      stalled.push(await stall(product, room, { calm, seed, slug: `zombie-${group}-${stalled.length}` }));
    }
    for (const one of stalled) {
      report.perStage[one.stage] = (report.perStage[one.stage] ?? 0) + 1;
      const { code, wrong } = await wake(product, room, one);
      report.exits[code] = (report.exits[code] ?? 0) + 1;
      report.wrong.push(...wrong);
      const found = differences(calm.print, await fingerprint(room, one.slug));
      report.wrong.push(...found.map((d) => `${one.slug} ${d}`));
      report.rounds += 1;
    }
  }
  return report;
}

/** A loop that stands still a random time after the first sign of a random stage. */
async function stall(
  product: Product,
  room: Room,
  { calm, seed, slug }: { calm: Undisturbed; seed: number; slug: string },
): Promise<Stalled> {
  for (let attempt = 0; ; attempt++) {
    const rng = chance(seed, slug, attempt);
    const stage = pick(rng, calm.stages);
    const name = attempt === 0 ? slug : `${slug}-${attempt}`;
    const zombie = start(product.loop(room, name));
    await zombie.said(`\n${stage.name} `);
    await sleep(rng.uniform() * stage.ms);
    zombie.signal("SIGSTOP");
    if (!zombie.hasEnded() && (await isRunning(await room.db(), name)))
      return { slug: name, stage: stage.name, zombie };
    zombie.signal("SIGCONT"); // it was through already: once more
    await zombie.ended;
  }
}

async function isRunning(db: Db, slug: string): Promise<boolean> {
  return (await pipelineLease(db, slug)).status === "running";
}

type Lease = { status: string; epoch: number; left: number };

async function pipelineLease(db: Db, slug: string): Promise<Lease> {
  const { rows } = await db.pool.query<Lease>(
    `select r.status, r.lease_epoch as epoch, extract(epoch from r.lease_expires_at - now())::float8 as left
     from training_run r join project p on p.id = r.project_id where p.slug = $1 and r.kind = 'pipeline'`,
    [slug],
  );
  return rows[0] ?? { status: "none", epoch: 0, left: 0 };
}

async function wake(
  product: Product,
  room: Room,
  { slug, zombie }: Stalled,
): Promise<{ code: string; wrong: string[] }> {
  const db = await room.db();
  const before = await pipelineLease(db, slug);
  await sleep(Math.max(0, before.left) * 1000 + 500);
  const heir = start(await loopOrResume(product, room, { slug }));
  while ((await pipelineLease(db, slug)).epoch === before.epoch && !heir.hasEnded()) await sleep(20);
  await standStill(db, (name) => heir.signal(name));
  const rows = await everything(db);
  zombie.signal("SIGCONT");
  const ended = await Promise.race([zombie.ended, sleep(EXIT_WITHIN_MS, null)]);
  const wrong = differences(rows, await everything(db)).map((d) => `${slug}: the zombie wrote ${d}`);
  if (ended === null) {
    wrong.push(`${slug}: the zombie was still there after ${EXIT_WITHIN_MS / 1000} s`);
    zombie.signal("SIGKILL");
  }
  heir.signal("SIGCONT");
  const taken = await heir.ended;
  if (taken.code !== 0) wrong.push(`${slug}: the heir ended with ${taken.code}: ${taken.stderr}`);
  if (ended?.code === 0) wrong.push(`${slug}: the zombie ended as if it had done the work`);
  return { code: exitOf(ended), wrong };
}

const exitOf = (ended: Ended | null): string =>
  ended === null ? "none" : `${ended.code} ${/stale|must stop|nobody at work/.exec(ended.stderr)?.[0] ?? ""}`.trim();

/**
 * Stops a process between two transactions. One stopped inside of a transaction keeps its locks until Postgres cuts it, and
 * who wakes meanwhile waits there instead of learning that it is too late.
 */
export async function standStill(db: Db, signal: (name: "SIGSTOP" | "SIGCONT") => void): Promise<void> {
  for (;;) {
    signal("SIGSTOP");
    await quiet(db);
    if ((await sessions(db, "idle in transaction%")) === 0) return;
    signal("SIGCONT");
    await sleep(10);
  }
}

/** Waits until no statement of a stopped process is under way on the server. */
async function quiet(db: Db): Promise<void> {
  while ((await sessions(db, "active")) > 0) await sleep(20);
}

/** How many others are connected in such a state. */
async function sessions(db: Db, state: string): Promise<number> {
  const sql = `select count(*)::int as n from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state like $1 and backend_type = 'client backend'`;
  const { rows } = await db.pool.query<{ n: number }>(sql, [state]);
  return rows[0]?.n ?? 0;
}

/** Number of rows and a hash over all of them, per table. */
export async function everything(db: Db): Promise<Record<string, unknown>> {
  const { rows } = await db.pool.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
  );
  const prints = rows.map(async ({ name }) => {
    const sql = `select count(*)::int as n, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as hash from "${name}" t`;
    return [name, (await db.pool.query<Record<string, unknown>>(sql)).rows[0]] as const;
  });
  return Object.fromEntries(await Promise.all(prints));
}
