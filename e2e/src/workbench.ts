import { createTestDatabase } from "@rlhf/db/testing";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");
const WEB = path.join(ROOT, "apps/web");
const NEXT = path.join(ROOT, "node_modules/next/dist/bin/next");
const QUIET = { NEXT_TELEMETRY_DISABLED: "1" };

/** `path` and `home` of whoever runs the tests; `built`: take the build that is there. */
export type Setup = { path: string; home?: string; built: boolean };
export type Workbench = { url: string; databaseUrl: string; stop(): Promise<void> };

/** The web app as users run it, built and started on a free port over a database of its own. */
export async function startWorkbench({ built, path: PATH, home: HOME }: Setup): Promise<Workbench> {
  const inherited = { PATH, HOME, NODE_ENV: "production" as const, ...QUIET };
  if (!built) build(inherited);
  const database = await createTestDatabase();
  const home = mkdtempSync(path.join(os.tmpdir(), "rlhf-e2e-home-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    ...inherited,
    DATABASE_URL: database.url,
    RLHF_HOME: home,
    APP_URL: url,
    AUTH_SECRET: "only for the tests in this folder, 32+",
  };
  const server = spawn(process.execPath, [NEXT, "start", "-p", String(port), "-H", "127.0.0.1"], {
    cwd: WEB,
    env,
    stdio: "inherit",
  });
  const stop = async () => {
    await stopServer(server);
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await answers(`${url}/api/health`, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, databaseUrl: database.url, stop };
}

function build(env: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [NEXT, "build"], {
    cwd: WEB,
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`next build failed\n${stdout}\n${stderr}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`the web server ended with code ${server.exitCode}`);
    const ok = await fetch(url).then(
      (r) => r.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url} did not answer within 60 s`);
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  const timer = setTimeout(() => server.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(timer);
}
