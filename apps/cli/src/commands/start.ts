import { closeDatabase, isConnectionLost, openDatabase, listProjects, startDatabase, stopDatabase } from "@rlhf/db";
import { anyPassword, createSignInLink, ensureOwner } from "@rlhf/db/workbench";
import { CancelledError, ConfigError } from "@rlhf/domain";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readEnv, readServerEnv, type Env, type ServerEnv } from "../env";
import { assertFree } from "../start/free-port";
import { keepAlive, type Kept } from "../start/keep-alive";
import { claimHome, type OneStart } from "../start/one-start";
import { webProgram, workerProgram } from "../start/programs";
import { authSecret } from "../start/secret";

const LINK_MINUTES = 15;
const WEB_READY_MS = 60_000;
const WATCH_MS = 1_000;

export type StartOptions = { dev?: boolean };

/** `rlhf start`: database, web and worker, kept alive until Ctrl-C; then runs save a checkpoint and everything stops. */
export async function start({ dev = false }: StartOptions): Promise<void> {
  const [env, server] = [readEnv(), readServerEnv()];
  mkdirSync(env.home, { recursive: true, mode: 0o711 });
  const stop = stopSignal();
  const own = claimHome(env.home);
  try {
    await assertFree(server.host, server.port);
    const database = await startDatabase(databaseOf(env));
    try {
      const worker = workerProgram({ variables: server.variables, dev });
      const secret = authSecret(env.home, server.authSecret);
      const web = webProgram(server, { databaseUrl: database.url, secret, dev });
      await prepare({ ...worker, args: [...worker.args.filter((arg) => arg !== "watch"), "demo"] });
      if (!server.isLoopback) await assertAccounts(server, database.url);
      await serve({ env, server, own, stop, programs: [web, worker], url: database.url });
    } finally {
      if (env.databaseUrl === undefined) await stopDatabase(databaseOf(env));
    }
    log("stopped");
  } finally {
    own.release();
  }
}

const log = (text: string): void => void process.stderr.write(`rlhf: ${text}\n`);

const databaseOf = ({ home, databaseUrl, pgPort, stateHome }: Env) => ({ home, databaseUrl, port: pgPort, stateHome });

/** Raised by the first Ctrl-C or SIGTERM; the second one ends this process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.on(name, () => {
      if (stop.signal.aborted) process.kill(process.pid, "SIGKILL");
      log("stopping: runs save a checkpoint (again: at once)");
      stop.abort();
    });
  return stop.signal;
}

/** The demo project, once, in a process that loads the engine in our place. */
async function prepare({ args, cwd, env }: { args: readonly string[]; cwd: string; env: NodeJS.ProcessEnv }) {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0)
    throw new ConfigError("start: expected to be able to prepare the demo project; see the message above");
}

type Serving = {
  env: Env;
  server: ServerEnv;
  own: OneStart;
  stop: AbortSignal;
  programs: Parameters<typeof keepAlive>[0][];
  url: string;
};

async function serve({ env, server, own, stop, programs, url }: Serving): Promise<void> {
  const kept: Kept[] = [];
  const change = () => own.children(kept.flatMap((one) => one.pid() ?? []));
  for (const program of programs) kept.push(keepAlive(program, { log, change }));
  change();
  try {
    await announce(server, { url, stop });
    while (!stop.aborted) {
      await watchDatabase(env);
      await sleep(WATCH_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  } finally {
    await Promise.all(kept.map((one) => one.stop()));
  }
}

/** The embedded server is started again when it died; an external one is waited for by those who use it. */
async function watchDatabase(env: Env): Promise<void> {
  if (env.databaseUrl !== undefined) return;
  try {
    if ((await startDatabase(databaseOf(env))).started) log("the database had died and runs again");
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
  }
}

/** Prints where to go: on this machine with a token that signs its owner in once. */
async function announce(server: ServerEnv, { url, stop }: { url: string; stop: AbortSignal }): Promise<void> {
  await answered(server, stop).catch((error: unknown) => {
    if (!(error instanceof CancelledError)) throw error; // Ctrl-C while it starts
  });
  if (stop.aborted) return;
  if (!server.isLoopback) return void process.stdout.write(`\n  ${server.appUrl}\n\n`);
  const token = await ownerToken(url);
  process.stdout.write(
    `\n  Open ${server.appUrl}/sign-in?token=${token}\n  (works once, for ${LINK_MINUTES} minutes)\n\n`,
  );
}

/** The person at this machine owns every project that was made on it, the command line's included. */
async function ownerToken(url: string): Promise<string> {
  const db = await openDatabase(url, { migrate: false });
  try {
    let userId = "";
    for (const project of await listProjects(db)) ({ userId } = await ensureOwner(db, project.id));
    return await createSignInLink(db, { userId, minutes: LINK_MINUTES });
  } finally {
    await closeDatabase(db);
  }
}

/** Where others can reach us there are no one-time links, so somebody must be able to sign in. */
async function assertAccounts({ host }: ServerEnv, url: string): Promise<void> {
  const db = await openDatabase(url, { migrate: false });
  try {
    if (await anyPassword(db)) return;
  } finally {
    await closeDatabase(db);
  }
  throw new ConfigError(
    `HOST=${host}: expected an account with a password, because others can reach this address and no link is printed for ` +
      "it; run npm run rlhf -- admin reset-password first",
  );
}

async function answered({ host, port }: ServerEnv, stop: AbortSignal): Promise<void> {
  const deadline = Date.now() + WEB_READY_MS;
  const address = `http://${host.includes(":") ? `[${host}]` : host}:${port}/`;
  while (!stop.aborted) {
    try {
      await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
      return;
    } catch {
      if (Date.now() > deadline)
        throw new ConfigError(
          `web: expected an answer at ${address} within ${WEB_READY_MS / 1000} s; see its messages above`,
        );
    }
    await sleep(200);
  }
  throw new CancelledError("start: stopped before it was ready");
}
