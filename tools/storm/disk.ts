// No room at a random byte: blobs, or the whole database cluster (metrics and its log), lie on a small disk of their own,
// and a file that fills it leaves a random number of bytes. The run has to pause or stop with that cause, the last good
// checkpoint has to load, and when there is room again the loop ends as if nothing had happened.
import { newestLoadable, openArtifacts } from "@rlhf/artifacts";
import { latestCheckpoints, listRuns, type Db } from "@rlhf/db";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chance } from "./chance";
import { differences, fingerprint } from "./fingerprint";
import { loopOrResume, openRoom, pipelineOf, type Product, type Room } from "./room";
import { undisturbed } from "./undisturbed";
import { start, type Ended } from "./victim";

export type DiskReport = {
  rounds: number;
  /** How the loops ended while the disk was full: `paused` in the database, or only in their exit. */
  paused: number;
  stopped: string[];
  finished: number;
  wrong: string[];
};

const SYSTEM = { mount: "mount", unmount: "umount" }; // of util-linux

/** A disk of `bytes` in memory. @throws where this process may not mount. */
export function smallDisk(bytes: number): { folder: string; fill(leave: number): void; free(): void; close(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), "rlhf-disk-"));
  execFileSync(SYSTEM.mount, ["-t", "tmpfs", "-o", `size=${bytes},mode=711`, "tmpfs", folder], { stdio: "pipe" });
  const filler = path.join(folder, "filler");
  const room = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    fill: (leave) => {
      writeFileSync(filler, Buffer.alloc(Math.max(0, room() - leave), 1));
    },
    free: () => rmSync(filler, { force: true }),
    close: () => {
      execFileSync(SYSTEM.unmount, ["-l", folder], { stdio: "pipe" });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether small disks can be had here. */
export function canMount(): boolean {
  try {
    smallDisk(1 << 20).close();
    return true;
  } catch {
    return false; // not root, or a container that may not mount
  }
}

type Disk = ReturnType<typeof smallDisk>;
type DiskStorm = { rounds: number; seed: number; precision: "float32" | "bfloat16" };

/**
 * Most bytes that are left, with little more likely than much. Of blobs the tiny loop writes more than this. Where little is
 * left for records, tables cannot grow, which the server says; where it is more, a new file of its log finds no room, which
 * ends the server.
 */
const MOST = { blobs: 1 << 20, records: 8 << 20 };

/** Half of the rounds starve the blobs, half the database. */
export async function diskStorm(product: Product, options: DiskStorm): Promise<DiskReport> {
  const report: DiskReport = { rounds: 0, paused: 0, stopped: [], finished: 0, wrong: [] };
  const half = Math.ceil(options.rounds / 2);
  await starved(product, { ...options, rounds: half, report, what: "blobs" });
  await starved(product, { ...options, rounds: options.rounds - half, report, what: "records" });
  return report;
}

type Starving = DiskStorm & { report: DiskReport; what: "blobs" | "records" };

async function starved(product: Product, { report, what, ...options }: Starving): Promise<void> {
  if (options.rounds === 0) return;
  const disk = smallDisk(what === "blobs" ? 64 << 20 : 512 << 20);
  const blobs = path.join(disk.folder, "artifacts");
  if (what === "blobs") mkdirSync(blobs);
  const room = await openRoom({
    precision: options.precision,
    ...(what === "blobs" ? { artifacts: blobs } : { under: disk.folder }),
  });
  try {
    const calm = await undisturbed(product, room);
    for (let round = 0; round < options.rounds; round++) {
      const slug = `${what}-${round}`;
      const leave = Math.floor(chance(options.seed, `disk/${what}`, round).uniform() ** 2 * MOST[what]);
      report.wrong.push(...(await starve(product, room, { disk, slug, leave, report })).map((d) => `${slug}: ${d}`));
      report.wrong.push(...differences(calm.print, await fingerprint(room, slug)).map((d) => `${slug} ${d}`));
      report.rounds += 1;
    }
  } finally {
    disk.free();
    await room.close();
    disk.close();
  }
}

async function starve(
  product: Product,
  room: Room,
  { disk, slug, leave, report }: { disk: Disk; slug: string; leave: number; report: DiskReport },
): Promise<string[]> {
  const wrong: string[] = [];
  const first = await loopOrResume(product, room, { slug });
  disk.fill(leave);
  const ended = await start(first).ended;
  disk.free();
  if (ended.code === 0) report.finished += 1;
  else wrong.push(...(await stoppedWell(room, { slug, ended, report })));
  const again = await start(await loopOrResume(product, room, { slug })).ended;
  if (again.code !== 0) wrong.push(`expected it to go on when there was room, got ${again.code}: ${again.stderr}`);
  return wrong;
}

/** It said why, the run is paused for that reason (where the database could still write that), and its checkpoints load. */
async function stoppedWell(
  room: Room,
  { slug, ended, report }: { slug: string; ended: Ended; report: DiskReport },
): Promise<string[]> {
  const wrong: string[] = [];
  const last = ended.stderr.trim().split("\n").at(-1) ?? "";
  if (ended.code !== 1 || !/space|disk|full/i.test(ended.stderr)) wrong.push(`ended with ${ended.code}: ${last}`);
  const db = await room.db();
  const run = await pipelineOf(db, slug);
  if (run?.status === "paused" && run.reason?.startsWith("disk_full")) report.paused += 1;
  else report.stopped.push(`${run?.status ?? "no run"}: ${last.slice(0, 160)}`);
  if (run?.status === "failed") wrong.push(`failed for want of room: ${run.reason}`);
  if (run) wrong.push(...(await unloadable(room, db, { slug, pipeline: run.id })));
  return wrong;
}

async function unloadable(room: Room, db: Db, at: { slug: string; pipeline: string }): Promise<string[]> {
  const store = await openArtifacts(room.artifactsOf(at.slug));
  const wrong: string[] = [];
  for (const stage of await listRuns(db, { parentRunId: at.pipeline })) {
    const rows = await latestCheckpoints(db, stage.id);
    const found = await newestLoadable(
      store,
      rows.map((row) => row.manifestSha256),
    );
    if (found && found.passedOver.length > 0) wrong.push(`${stage.name}: the newest checkpoint does not load`);
  }
  return wrong;
}
