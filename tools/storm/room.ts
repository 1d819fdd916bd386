import { closeDatabase, listProjects, listRuns, openDatabase, resetDatabase, startDatabase, type Db } from "@rlhf/db";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { tinyLoop } from "./tiny-loop";
import type { Command } from "./victim";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CLI = path.join(ROOT, "apps/cli");

/** How the product is started: what is killed is a parameter, the storm is the same. */
export type Product = {
  /** A loop in a project of this name. */
  loop(room: Room, project: string, env?: Record<string, string>): Command;
  resume(room: Room, run: { project: string; runId: string }, env?: Record<string, string>): Command;
};

/** A home of its own with database and artifacts, in which loops run and die. */
export type Room = {
  home: string;
  dataDir: string;
  config: string;
  /** Blobs are named by their content: loops that shared a folder would find each other's and write nothing. */
  artifactsOf(project: string): string;
  /** Connections of the storm itself; the server is started when it was killed. */
  db(): Promise<Db>;
  env: Record<string, string>;
  close(): Promise<void>;
};

const SEED = "11"; // of every loop; the storm has a seed of its own

/** The command line, as a test build, so that it obeys CRASH_AT. */
export function commandLine(): Product {
  const build = path.join(ROOT, "tools/build-node.mjs");
  execFileSync(process.execPath, [build, "--test-build", "src/main.ts"], { cwd: CLI });
  const main = path.join(CLI, "dist/test/main.js");
  const run = (args: string[], env: Record<string, string>): Command => ({
    program: process.execPath,
    args: [main, ...args, "--json"],
    env,
  });
  const envOf = (room: Room, project: string) => ({ ...room.env, RLHF_ARTIFACTS: room.artifactsOf(project) });
  return {
    loop: (room, project, env = {}) => {
      const args = ["loop", "--config", room.config, "--project", project, "--seed", SEED];
      return run(args, { ...envOf(room, project), ...env });
    },
    resume: (room, { project, runId }, env = {}) => run(["runs", "resume", runId], { ...envOf(room, project), ...env }),
  };
}

/** `under`: where the home lies; `artifacts`: another folder for the blobs, for disks of their own. */
export async function openRoom(
  options: { under?: string; artifacts?: string; precision?: "float32" | "bfloat16" } = {},
): Promise<Room> {
  const folder = mkdtempSync(path.join(options.under ?? os.tmpdir(), "rlhf-storm-"));
  chmodSync(folder, 0o711); // the server's user has to reach its cluster
  const home = path.join(folder, "home");
  mkdirSync(home, { mode: 0o711 });
  const config = path.join(folder, "tiny.json");
  writeFileSync(config, JSON.stringify(tinyLoop));
  const { url, dataDir = "" } = await startDatabase({ home });
  const db = await openDatabase(url);
  /** The connections heal by themselves once the server is back; it comes back on its port. */
  const reopened = async (): Promise<Db> => {
    await startDatabase({ home });
    return db;
  };
  const { PATH = "" } = process.env;
  const env = { PATH, RLHF_HOME: home, RLHF_PRECISION: options.precision ?? "float32" };
  const close = async () => {
    await closeDatabase(db);
    await resetDatabase({ home });
    rmSync(folder, { recursive: true, force: true });
  };
  const artifactsOf = (project: string) => path.join(options.artifacts ?? path.join(home, "artifacts"), project);
  return { home, dataDir, config, artifactsOf, db: reopened, env, close };
}

/** The pipeline run of a project; null when it died before there was one. */
export async function pipelineOf(db: Db, slug: string) {
  const project = (await listProjects(db)).find((p) => p.slug === slug);
  if (!project) return null;
  const [run] = await listRuns(db, { projectId: project.id, kind: "pipeline", limit: 1 });
  return run ?? null;
}

/** Starts the loop of this project, or goes on with it when it has begun. */
export async function loopOrResume(
  product: Product,
  room: Room,
  { slug, env = {} }: { slug: string; env?: Record<string, string> },
): Promise<Command> {
  const run = await pipelineOf(await room.db(), slug);
  return run ? product.resume(room, { project: slug, runId: run.id }, env) : product.loop(room, slug, env);
}
