// Random kills of the trainer, the command line, or the whole database, in every stage; the loop must end as if nothing
// had happened. A kill comes a random time after the first sign of a random stage.
import { setTimeout as sleep } from "node:timers/promises";
import { chance, pick } from "./chance";
import { differences, fingerprint } from "./fingerprint";
import { loopOrResume, type Product, type Room } from "./room";
import { TRAINING, undisturbed, type Undisturbed } from "./undisturbed";
import { killServer, start, type Victim } from "./victim";

export type KillKind = "trainer" | "cli" | "database";
export type KillReport = {
  kills: number;
  loops: number;
  /** Processes that outlived the death of the database and went on by themselves. */
  survived: number;
  /** Exit codes and messages of those that did not. */
  gaveUp: string[];
  perStage: Record<string, number>;
  wrong: string[];
};

const KILLS_PER_LOOP = 3;
const MOST_STARTS = 40; // a loop that needs more of them is not getting on

/** Kills `rounds` times, spread over as many loops as that takes, and compares every loop with an undisturbed one. */
export async function killStorm(
  product: Product,
  room: Room,
  { kind, rounds, seed }: { kind: KillKind; rounds: number; seed: number },
): Promise<KillReport> {
  const calm = await undisturbed(product, room);
  const report: KillReport = { kills: 0, loops: 0, survived: 0, gaveUp: [], perStage: {}, wrong: [] };
  while (report.kills < rounds) {
    const slug = `${kind}-${report.loops}`;
    const plan = planOf(calm, { kind, seed, loop: report.loops }).slice(0, rounds - report.kills);
    await disturbedLoop(product, room, { kind, slug, plan, report });
    report.wrong.push(...differences(calm.print, await fingerprint(room, slug)).map((d) => `${slug} ${d}`));
    report.loops += 1;
  }
  return report;
}

type Blow = { stage: string; afterMs: number };

/** Where this loop is hit: in some of its stages, in their order. */
function planOf(calm: Undisturbed, at: { kind: KillKind; seed: number; loop: number }): Blow[] {
  const rng = chance(at.seed, at.kind, at.loop);
  const stages = calm.stages.filter(({ name }) => at.kind !== "trainer" || TRAINING.includes(name));
  const chosen = new Set<string>();
  while (chosen.size < Math.min(KILLS_PER_LOOP, stages.length)) chosen.add(pick(rng, stages).name);
  return stages
    .filter(({ name }) => chosen.has(name))
    .map(({ name, ms }) => ({ stage: name, afterMs: rng.uniform() * ms }));
}

type Disturbed = { kind: KillKind; slug: string; plan: Blow[]; report: KillReport };

async function disturbedLoop(product: Product, room: Room, { kind, slug, plan, report }: Disturbed): Promise<void> {
  const left = [...plan];
  for (let starts = 0; starts < MOST_STARTS; starts++) {
    const victim = start(await loopOrResume(product, room, { slug }));
    const hits = await strike(victim, room, { kind, left });
    for (const stage of hits) report.perStage[stage] = (report.perStage[stage] ?? 0) + 1;
    report.kills += hits.length;
    const { code, signal, stderr } = await victim.ended;
    if (kind === "database" && code === 0) report.survived += hits.length;
    if (code === 0) return;
    if (signal === "SIGKILL" && kind !== "database") continue;
    if (kind !== "database" || !/database|connection/i.test(stderr))
      throw new Error(`${slug}: ended with ${code}: ${stderr}`);
    report.gaveUp.push(`${code}: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  }
  throw new Error(`${slug}: expected the loop to end within ${MOST_STARTS} starts`);
}

/** One blow ends a process; the database is struck several times under the same one. Returns the stages that were hit. */
async function strike(victim: Victim, room: Room, { kind, left }: { kind: KillKind; left: Blow[] }): Promise<string[]> {
  const hits: string[] = [];
  while (left.length > 0 && (kind === "database" || hits.length === 0)) {
    const blow = left.shift();
    if (!blow || !(await victim.said(`\n${blow.stage} `))) break;
    await sleep(blow.afterMs);
    if (victim.hasEnded()) break;
    if (kind === "database" ? !killServer(room.dataDir) : !killed(victim)) break;
    hits.push(blow.stage);
  }
  return hits;
}

function killed(victim: Victim): boolean {
  victim.signal("SIGKILL");
  return true;
}
