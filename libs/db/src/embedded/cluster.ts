import { DatabaseError } from "@rlhf/domain";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { programs } from "./binaries";
import { giveTo, resolveHome, type HomePlaces } from "./home";
import { withLockFile } from "./lock-file";
import { chosenPort, isFree } from "./port";
import { runner, runProgram, spawnOptions, type Runner } from "./runner";

export type EmbeddedOptions = { home: string; stateHome?: string | undefined; port?: number | undefined };
export type EmbeddedServer = { url: string; dataDir: string; port: number; started: boolean };

const START_ATTEMPTS = 40;
const RETRY_MS = 250; // after a SIGKILL the old postmaster is a zombie for a moment and its children still hold the memory

/** The private server of a home: started once, shared by every process that asks, alive after they end. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const places = resolveHome(options);
  const live = await runningServer(places);
  if (live) return { ...live, started: false };
  return withLockFile(path.join(places.clusterBase, "postgres.lock"), async () => {
    const meanwhile = await runningServer(places);
    if (meanwhile) return { ...meanwhile, started: false };
    const as = runner();
    const program = programs(places.clusterBase, as);
    if (!existsSync(secretFile(places)) && existsSync(places.dataDir)) await setAside(places, program("pg_ctl"), as);
    if (!existsSync(path.join(places.dataDir, "PG_VERSION"))) await createCluster(places, program("initdb"), as);
    await launch(places, program("pg_ctl"), { as, wanted: options.port });
    const server = await runningServer(places);
    if (!server) throw new DatabaseError(`embedded Postgres: started but does not answer; see ${logFile(places)}`);
    return { ...server, started: true };
  });
}

const secretFile = (places: HomePlaces) => path.join(places.home, "postgres.secret");
const logFile = (places: HomePlaces) => path.join(places.dataDir, "server.log");

/** The server of this data folder if it answers to our password; null otherwise. */
export async function runningServer(places: HomePlaces): Promise<Omit<EmbeddedServer, "started"> | null> {
  const pidFile = path.join(places.dataDir, "postmaster.pid");
  if (!existsSync(pidFile) || !existsSync(secretFile(places))) return null;
  const port = Number(readFileSync(pidFile, "utf8").split("\n")[3]);
  if (!port) return null; // it is just starting
  const secret = readFileSync(secretFile(places), "utf8").trim();
  const url = `postgresql://postgres:${secret}@127.0.0.1:${port}/rlhf`;
  return (await answers(url, places.dataDir)) ? { url, dataDir: places.dataDir, port } : null;
}

// The pid file may be left over and its port taken by another server: only our own server knows this data folder.
async function answers(url: string, dataDir: string): Promise<boolean> {
  const target = new URL(url);
  target.pathname = "/postgres";
  const client = new pg.Client({ connectionString: target.toString(), connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory === dataDir;
  } catch {
    return false; // refused, wrong password, starting up or shutting down: not usable now, whatever the reason
  } finally {
    await client.end().catch(() => undefined); // never connected
  }
}

async function createCluster(places: HomePlaces, initdb: string, as: Runner): Promise<void> {
  if (!existsSync(secretFile(places)))
    writeFileSync(secretFile(places), `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  const fresh = `${places.dataDir}.new`;
  const password = path.join(places.clusterBase, `.password-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  giveTo(as, fresh);
  writeFileSync(password, readFileSync(secretFile(places)), { mode: 0o600 });
  giveTo(as, password);
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = ["-U", "postgres", "-A", "scram-sha-256", `--pwfile=${password}`];
  try {
    await runProgram(initdb, ["-D", fresh, ...access, "-E", "UTF8", ...locale], as);
  } finally {
    rmSync(password, { force: true });
  }
  renameSync(fresh, places.dataDir); // a crash before this line leaves only postgres.new behind
}

/** A cluster whose home was deleted: kept as `postgres.orphan`, because nobody asked us to delete data. */
async function setAside(places: HomePlaces, pgCtl: string, as: Runner): Promise<void> {
  await halt(places, pgCtl, as);
  const orphan = `${places.dataDir}.orphan`;
  rmSync(orphan, { recursive: true, force: true });
  renameSync(places.dataDir, orphan);
}

async function launch(
  places: HomePlaces,
  pgCtl: string,
  { as, wanted }: { as: Runner; wanted: number | undefined },
): Promise<void> {
  const remembered = path.join(places.home, "postgres.port");
  for (let attempt = 1; ; attempt++) {
    const port = await chosenPort({ wanted, remembered });
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100 -c timezone=UTC -c fsync=on -c full_page_writes=on -c synchronous_commit=on`;
    const args = ["start", "-w", "-t", "60", "-D", places.dataDir, "-l", logFile(places), "-o", settings];
    // pg_ctl never closes inherited pipes, so it gets none
    const child = spawn(pgCtl, args, { ...spawnOptions(as), stdio: "ignore", detached: true });
    const code = await new Promise<number | null>((resolve, reject) => child.on("exit", resolve).on("error", reject));
    if (code === 0) return writeFileSync(remembered, `${port}\n`);
    if (attempt >= START_ATTEMPTS) throw new DatabaseError(`embedded Postgres did not start: ${lastWords(places)}`);
    if (wanted !== undefined && !(await isFree(wanted))) continue; // chosenPort says so in plain words
    await sleep(RETRY_MS);
  }
}

function lastWords(places: HomePlaces): string {
  const log = logFile(places);
  if (!existsSync(log)) return `there is no ${log}`;
  return readFileSync(log, "utf8").trim().split("\n").slice(-6).join("\n");
}

async function halt(places: HomePlaces, pgCtl: string, as: Runner): Promise<boolean> {
  if (!existsSync(path.join(places.dataDir, "postmaster.pid"))) return false;
  try {
    await runProgram(pgCtl, ["stop", "-m", "fast", "-w", "-t", "60", "-D", places.dataDir], as);
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && /No such process|not running|PID file/.test(error.message)) return false;
    throw error;
  }
}

/** Stops the server of a home; false when none ran. */
export async function stopEmbedded(options: EmbeddedOptions): Promise<boolean> {
  const places = resolveHome(options);
  if (!existsSync(places.dataDir)) return false;
  const as = runner();
  const pgCtl = programs(places.clusterBase, as)("pg_ctl");
  return withLockFile(path.join(places.clusterBase, "postgres.lock"), () => halt(places, pgCtl, as));
}

/** Stops the server and deletes its cluster. The next start makes a new one. */
export async function deleteEmbedded(options: EmbeddedOptions): Promise<void> {
  const places = resolveHome(options);
  await stopEmbedded(options);
  rmSync(places.dataDir, { recursive: true, force: true });
}
