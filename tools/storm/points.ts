// SIGKILL at every crash point of every step: the census of an undisturbed loop says which there are. Targets are met in
// chains: a loop dies at the first, is resumed and dies at the next, until it is left alone and has to end like the others.
import { closeWorkbench, openWorkbench, runLoop } from "@rlhf/pipeline";
import { LoopConfig, parseConfig, type CrashPoint, type CrashSite } from "@rlhf/domain";
import { chance } from "./chance";
import { differences, fingerprint } from "./fingerprint";
import { loopOrResume, type Product, type Room } from "./room";
import { tinyLoop } from "./tiny-loop";
import { undisturbed } from "./undisturbed";
import { start } from "./victim";

/** The n-th passing of a point at one step of one stage. */
type Place = CrashSite & { point: CrashPoint; times: number };
export type PointsReport = {
  places: number;
  kills: number;
  loops: number;
  perPoint: Record<string, number>;
  wrong: string[];
};

/** Dies at `rounds` places drawn from all there are; at every one of them when `rounds` is 0. */
export async function pointsStorm(
  product: Product,
  room: Room,
  { rounds, seed, precision }: { rounds: number; seed: number; precision: "float32" | "bfloat16" },
): Promise<PointsReport> {
  const calm = await undisturbed(product, room);
  const places = await census(room, precision);
  const chosen = rounds === 0 ? places : drawn(places, { rounds, seed });
  const report: PointsReport = { places: places.length, kills: 0, loops: 0, perPoint: {}, wrong: [] };
  for (const chain of chains(chosen)) {
    const slug = `points-${report.loops}`;
    for (const place of chain) {
      await dieAt(product, room, { slug, place });
      report.kills += 1;
      report.perPoint[place.point] = (report.perPoint[place.point] ?? 0) + 1;
    }
    const { code, stderr } = await start(await loopOrResume(product, room, { slug })).ended;
    if (code !== 0) throw new Error(`${slug}: expected exit code 0 in the end, got ${code}: ${stderr}`);
    const found = differences(calm.print, await fingerprint(room, slug));
    report.wrong.push(...found.map((d) => `${slug} (${chain.map(nameOf).join(" ")}) ${d}`));
    report.loops += 1;
    process.stderr.write(`${report.kills} of ${chosen.length} places, ${report.wrong.length} wrong\n`);
  }
  return report;
}

const nameOf = ({ stage, step, point, times }: Place): string => `${stage}@${step}/${point}#${times}`;

async function dieAt(product: Product, room: Room, { slug, place }: { slug: string; place: Place }): Promise<void> {
  const env = { CRASH_AT: nameOf(place) };
  const { signal, code, stderr } = await start(await loopOrResume(product, room, { slug, env })).ended;
  if (signal === "SIGKILL") return;
  throw new Error(`${slug}: expected it to die at ${nameOf(place)}, it ended with ${signal ?? code}: ${stderr}`);
}

/** Every place that an undisturbed loop passes, in order. */
async function census(room: Room, precision: "float32" | "bfloat16"): Promise<Place[]> {
  const passed = new Map<string, number>();
  const places: Place[] = [];
  const crashPoint = (point: CrashPoint, { stage, step }: CrashSite) => {
    const key = `${stage}@${step}/${point}`;
    const times = (passed.get(key) ?? 0) + 1;
    passed.set(key, times);
    places.push({ stage, step, point, times });
  };
  const artifacts = `${room.home}/census`; // empty: a blob that is there already is not written again
  const bench = await openWorkbench({ home: room.home, artifacts, backend: "auto", precision, crashPoint });
  try {
    const project = { slug: "census", name: "census" };
    const start = { bench, project, preset: "tiny", seed: 11, signal: new AbortController().signal };
    await runLoop({ ...start, onProgress: () => undefined }, parseConfig(LoopConfig, tinyLoop, "tiny loop"));
  } finally {
    await closeWorkbench(bench);
  }
  return places;
}

function drawn(places: readonly Place[], { rounds, seed }: { rounds: number; seed: number }): Place[] {
  const order = chance(seed, "points", 0).shuffle(places.map((_, i) => i));
  const chosen = new Set(order.slice(0, rounds));
  return places.filter((_, i) => chosen.has(i));
}

/**
 * Places that one loop can meet one after the other: at most one of a step, because what a killed save has written already
 * is not written, hence not passed, again.
 */
function chains(places: readonly Place[]): Place[][] {
  const open: Place[][] = [];
  for (const place of places) {
    const chain = open.find((c) => !c.some((p) => p.stage === place.stage && p.step === place.step));
    if (chain) chain.push(place);
    else open.push([place]);
  }
  return open;
}
