import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CLI = path.join(ROOT, "apps/cli/dist/main.js");
const READY_MS = 120_000;
const Started = z.object({ pid: z.int(), children: z.array(z.object({ pid: z.int() })) });

/** The product as `npm start` runs it: database, web server and worker under one parent. */
export type Workbench = {
  url: string;
  process: ChildProcess;
  /** What it has written so far. */
  output(): string;
  /** The web server and the worker as they are now; either may be missing while it starts again. */
  children(): { web: number | undefined; worker: number | undefined };
  /** Ctrl-C; returns the exit code and how long it took. */
  stop(): Promise<{ code: number | null; ms: number }>;
};
export type WorkbenchOptions = { home: string; port: number; secret: string; env?: Record<string, string> };

/** Builds what `npm start` builds, where sources have changed: screens, worker, command line. */
export function buildProduct(): void {
  execFileSync(process.execPath, [path.join(ROOT, "tools/bootstrap.mjs"), "--web"], { stdio: "inherit" });
}

/** Starts it and waits until its web server answers. @throws Error with its output when it ends instead. */
export async function startWorkbench({ home, port, secret, env = {} }: WorkbenchOptions): Promise<Workbench> {
  const { PATH = "" } = process.env;
  const variables = { PATH, RLHF_HOME: home, PORT: String(port), AUTH_SECRET: secret, RLHF_PRECISION: "float32" };
  const child = spawn(process.execPath, [CLI, "start"], {
    env: { ...variables, RLHF_THREADS: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (text += bytes.toString()));
  const url = `http://127.0.0.1:${port}`;
  const bench: Workbench = {
    url,
    process: child,
    output: () => text,
    children: () => childrenOf(home),
    stop: () => stopped(child),
  };
  for (const deadline = Date.now() + READY_MS; !(await answers(url)); await sleep(100)) {
    if (child.exitCode === null && child.signalCode === null && Date.now() < deadline) continue;
    child.kill("SIGKILL");
    throw new Error(`rlhf start: expected an answer at ${url}, got ${text}`);
  }
  return bench;
}

/** Whether the web server answers and has its database. */
export const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.ok,
    () => false,
  );

function childrenOf(home: string): { web: number | undefined; worker: number | undefined } {
  const file = path.join(home, "start.json");
  const pids = existsSync(file) ? (startedIn(file)?.children.map((child) => child.pid) ?? []) : [];
  const named = (part: RegExp) => pids.find((pid) => part.test(commandOf(pid)));
  return { web: named(/next/), worker: named(/worker/) };
}

function startedIn(file: string): z.infer<typeof Started> | null {
  try {
    return Started.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null; // being written
  }
}

/** "" for a process that has ended. A web server renames itself after its start, but never to the worker's name. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

async function stopped(child: ChildProcess): Promise<{ code: number | null; ms: number }> {
  const began = performance.now();
  if (child.exitCode === null && child.signalCode === null) {
    const end = once(child, "exit");
    child.kill("SIGINT");
    await end;
  }
  return { code: child.exitCode, ms: Math.round(performance.now() - began) };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
